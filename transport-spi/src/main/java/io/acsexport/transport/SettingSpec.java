package io.acsexport.transport;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One setting a transport understands. Validation, the configuration reference and the redacted
 * printing of the effective configuration are all made from it.
 *
 * <p>Start from {@link #of} and refine: {@code SettingSpec.of("acks", CHOICE, "…").choices("all",
 * "1").byDefault("all")}.
 *
 * @param key one word of lower-case letters, digits and hyphens
 * @param type its form
 * @param doc one or two sentences for the operator
 * @param defaultValue what applies when it is absent, written as in the file; null where nothing
 *     does
 * @param required whether it must be there
 * @param choices the allowed words of a {@link SettingType#CHOICE}, else empty
 * @param templateRules how a {@link SettingType#TEMPLATE} is expanded, else null
 * @param children the settings of a {@link SettingType#GROUP} or {@link SettingType#GROUP_LIST},
 *     else null
 * @param shorthand the child that a plain text in place of the block sets, such as {@code name} in
 *     {@code exchange = events}; null where only a block will do
 * @param written whether the transport writes to what a {@link SettingType#PATH} names. Everything
 *     else that one names counts as part of the configuration: where such a file changes, a new
 *     certificate say, the destination is closed and opened again
 */
public record SettingSpec(
    String key,
    SettingType type,
    String doc,
    @Nullable String defaultValue,
    boolean required,
    List<String> choices,
    @Nullable TemplateRules templateRules,
    @Nullable SettingSpecs children,
    @Nullable String shorthand,
    boolean written) {

  /** Checks that the parts fit the type. */
  public SettingSpec {
    Objects.requireNonNull(type, "type is null");
    Objects.requireNonNull(doc, "doc is null");
    if (!key.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "setting key '" + key + "' is not lower-case-with-hyphens");
    }
    choices = List.copyOf(choices);
    boolean block = type == SettingType.GROUP || type == SettingType.GROUP_LIST;
    require(key, block == (children != null), "children belong to groups, and only to them");
    require(
        key,
        (type == SettingType.TEMPLATE) == (templateRules != null),
        "template rules belong to templates");
    require(key, choices.isEmpty() == (type != SettingType.CHOICE), "choices belong to CHOICE");
    require(
        key,
        shorthand == null || (children != null && children.find(shorthand) != null),
        "shorthand names no child");
    require(key, !written || type == SettingType.PATH, "only a PATH can be written to");
    require(key, !required || defaultValue == null, "a required setting has no default");
  }

  /** An optional setting without a default. */
  public static SettingSpec of(String key, SettingType type, String doc) {
    return new SettingSpec(key, type, doc, null, false, List.of(), null, null, null, false);
  }

  /** An optional word out of a few. */
  public static SettingSpec choice(String key, String doc, String... choices) {
    return new SettingSpec(
        key, SettingType.CHOICE, doc, null, false, List.of(choices), null, null, null, false);
  }

  /** An optional template. */
  public static SettingSpec template(String key, TemplateRules rules, String doc) {
    return new SettingSpec(
        key, SettingType.TEMPLATE, doc, null, false, List.of(), rules, null, null, false);
  }

  /** An optional block of settings. */
  public static SettingSpec group(String key, SettingSpecs children, String doc) {
    return new SettingSpec(
        key, SettingType.GROUP, doc, null, false, List.of(), null, children, null, false);
  }

  /** An optional list of such blocks. */
  public static SettingSpec groupList(String key, SettingSpecs children, String doc) {
    return new SettingSpec(
        key, SettingType.GROUP_LIST, doc, null, false, List.of(), null, children, null, false);
  }

  /** The same with a default, written as an operator would. */
  public SettingSpec byDefault(String value) {
    return new SettingSpec(
        key, type, doc, value, false, choices, templateRules, children, shorthand, written);
  }

  /** The same, but it must be there. */
  public SettingSpec mandatory() {
    return new SettingSpec(
        key, type, doc, null, true, choices, templateRules, children, shorthand, written);
  }

  /** The same block, for which a plain text may stand that sets this child. */
  public SettingSpec withShorthand(String childKey) {
    return new SettingSpec(
        key,
        type,
        doc,
        defaultValue,
        required,
        choices,
        templateRules,
        children,
        childKey,
        written);
  }

  /** The same, for a file or folder that the transport writes to. */
  public SettingSpec writtenTo() {
    return new SettingSpec(
        key, type, doc, defaultValue, required, choices, templateRules, children, shorthand, true);
  }

  private static void require(String key, boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException("setting '" + key + "': " + message);
    }
  }
}
