package io.acsexport.transport;

/** The forms a setting can have; each names the getter of {@link Settings} that reads it. */
public enum SettingType {
  /** Text: {@link Settings#string}. */
  STRING,
  /**
   * Text with {@code {placeholders}}, expanded for every message: {@link OutboundMessage#route}.
   */
  TEMPLATE,
  /** One of the allowed words: {@link Settings#string}. */
  CHOICE,
  /** {@code true} or {@code false}: {@link Settings#flag}. */
  FLAG,
  /** A whole number: {@link Settings#integer}. */
  INTEGER,
  /** A time with its unit, such as {@code 30 s}: {@link Settings#duration}. */
  DURATION,
  /** A number of bytes with its unit, such as {@code 32 MiB}: {@link Settings#size}. */
  SIZE,
  /**
   * A file or folder; relative paths start at the folder of the configuration file: {@link
   * Settings#path}.
   */
  PATH,
  /**
   * Text that must not be seen, written in clear or as {@code { file = … }}: {@link
   * Settings#secret}.
   */
  SECRET,
  /** A list of texts; a single text is a list of one: {@link Settings#strings}. */
  STRING_LIST,
  /** Settings of the broker's client, any key: {@link Settings#nativeProperties}. */
  NATIVE,
  /** A block with settings of its own: {@link Settings#group}. */
  GROUP,
  /** A list of such blocks: {@link Settings#groups}. */
  GROUP_LIST
}
