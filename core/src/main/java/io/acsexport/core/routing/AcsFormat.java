package io.acsexport.core.routing;

/** The stock buses' bytes. The media type, too, is that of the stock RabbitMQ bus. */
final class AcsFormat implements EventFormat {

  @Override
  public String name() {
    return "acs";
  }

  @Override
  public int maxBytes(int maxBody) {
    return maxBody;
  }

  @Override
  public Content format(Content own, Stamped event) {
    return own;
  }
}
