package io.acsexport.core.routing;

/** A template that cannot be used; the message says where, why, and what to write instead. */
public final class TemplateException extends Exception {

  private static final int LONGEST_QUOTED = 60;

  /**
   * For one template.
   *
   * @param index of the character at fault, from 0
   */
  TemplateException(String template, int index, String problem) {
    super("template '" + quoted(template) + "', position " + (index + 1) + ": " + problem);
  }

  /** With the setting that holds the template before the message. */
  TemplateException(String setting, TemplateException cause) {
    super(setting + ": " + cause.getMessage(), cause);
  }

  private static String quoted(String template) {
    return template.length() <= LONGEST_QUOTED
        ? template
        : template.substring(0, LONGEST_QUOTED) + "\u2026";
  }
}
