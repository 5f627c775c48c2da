package io.acsexport.transport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operator's settings for one destination, already validated against the provider's {@link
 * SettingSpecs}: present if required, of the right form, defaults filled in, secrets read.
 * Immutable and thread-safe.
 *
 * <p>Each getter throws {@link IllegalArgumentException} for a key that the provider did not
 * declare with that type, or which is absent and has no default: a defect of the transport, not of
 * the configuration. Ask {@link #has} first for settings that are optional.
 */
public interface Settings {

  /** Whether the setting has a value, its default included. */
  boolean has(String key);

  /** Whether the operator wrote it, rather than the default applying. */
  boolean isExplicit(String key);

  /**
   * A {@link SettingType#STRING}, {@link SettingType#CHOICE}, or the text of a {@link
   * SettingType#TEMPLATE}.
   */
  String string(String key);

  /** A {@link SettingType#FLAG}. */
  boolean flag(String key);

  /** An {@link SettingType#INTEGER}. */
  int integer(String key);

  /** A {@link SettingType#DURATION}. */
  Duration duration(String key);

  /** A {@link SettingType#SIZE} in bytes. */
  long size(String key);

  /** A {@link SettingType#PATH}, absolute. */
  Path path(String key);

  /** A {@link SettingType#SECRET}. */
  Secret secret(String key);

  /** A {@link SettingType#STRING_LIST}; empty where absent. */
  List<String> strings(String key);

  /** {@link SettingType#NATIVE} properties; empty where absent. */
  NativeProperties nativeProperties(String key);

  /** A {@link SettingType#GROUP}; where it is absent, one of defaults only. */
  Settings group(String key);

  /** A {@link SettingType#GROUP_LIST}; empty where absent. */
  List<Settings> groups(String key);

  /** Where the setting was written, such as {@code acs-export.conf:12}; null where it was not. */
  @Nullable String origin(String key);
}
