package io.acsexport.rabbitmq;

/**
 * What the operator wants of exchanges.
 *
 * @param template the name, perhaps with placeholders
 * @param type topic, direct or fanout
 * @param durable whether it survives a restart of the broker
 * @param declare whether to declare it where it is missing
 */
record ExchangeOptions(String template, String type, boolean durable, boolean declare) {

  /** Whether every message goes to the same exchange. */
  boolean isFixed() {
    return template.indexOf('{') < 0;
  }
}
