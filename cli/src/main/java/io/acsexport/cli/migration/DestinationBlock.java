package io.acsexport.cli.migration;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.acsexport.cli.cloudstack.PropertyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of one destination as they are written, with what stands outside them. */
final class DestinationBlock {

  private static final String INDENT = "  ";
  private static final int BASE_DEPTH = 2;
  private static final int WIDTH = 100;

  private final String name;
  private final List<String> lines = new ArrayList<>();
  private final List<SecretFile> secrets = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private int depth = BASE_DEPTH;

  DestinationBlock(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  List<SecretFile> secrets() {
    return List.copyOf(secrets);
  }

  /** What the operator has to fill in, as sentences. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  void open(String key) {
    line(key + " {");
    depth++;
  }

  void close() {
    depth--;
    line("}");
  }

  /** A key with a value that needs no quotes. */
  void plain(String key, String value) {
    line(key + " = " + value);
  }

  /** A key with a text. */
  void text(String key, String value) {
    line(key + " = " + quoted(value));
  }

  /** A key of the broker's client, which has dots. */
  void clientKey(String key, String value) {
    text(quoted(key), value);
  }

  /** A key with a list of texts. */
  void list(String key, List<String> values) {
    line(
        key
            + " = ["
            + String.join(", ", values.stream().map(DestinationBlock::quoted).toList())
            + "]");
  }

  /** A secret, which goes into a file of its own; {@code label} becomes part of its name. */
  void secret(String key, String label, String value) {
    secrets.add(new SecretFile(fileOf(label), value));
    line(key + " = { file = " + quoted(fileOf(label)) + " }");
  }

  /** A secret that only the operator knows: the file is named, and not made. */
  void unknownSecret(String key, String label, String written, String obstacle) {
    missing.add(
        written
            + " is "
            + obstacle
            + ": write the value itself into the file "
            + fileOf(label)
            + " beside the configuration.");
    comment("MISSING: " + written + " is " + obstacle + ". Write the value into this file.");
    line(key + " = { file = " + quoted(fileOf(label)) + " }");
  }

  /** A value that only the operator knows: its key is there, as a comment. */
  void unknown(String key, String written, String obstacle) {
    missing.add(written + " is " + obstacle + ": write " + key + " into destination " + name + ".");
    comment("MISSING: " + written + " is " + obstacle + ". Write the value here.");
    line("# " + key + " =");
  }

  /** Something that cannot be had here at all. */
  void impossible(String what) {
    missing.add(what);
    comment("MISSING: " + what);
  }

  /** A comment, broken into lines. */
  void comment(String text) {
    lines.addAll(comment(text, INDENT.repeat(depth)));
  }

  /** What could end a comment early, or show it as something else, is taken out. */
  static String oneLine(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }

  static List<String> comment(String text, String indent) {
    List<String> broken = new ArrayList<>();
    StringBuilder current = new StringBuilder(indent).append('#');
    int bare = current.length();
    for (String word : Arrays.asList(oneLine(text).split(" ", -1))) {
      if (current.length() > bare && current.length() + 1 + word.length() > WIDTH) {
        broken.add(current.toString());
        current = new StringBuilder(indent).append('#');
      }
      current.append(' ').append(word);
    }
    broken.add(current.toString());
    return broken;
  }

  private void line(String text) {
    lines.add(INDENT.repeat(depth) + text);
  }

  private String fileOf(String label) {
    return name + "." + label + ".secret";
  }

  /** A text with nothing that a template would take for a placeholder. */
  static String literal(String value) {
    return value.replace("{", "{{").replace("}", "}}");
  }

  /** A text in quotes: those of JSON are HOCON's. */
  static String quoted(String value) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }

  /** Why a value cannot be taken over, or null. */
  static @Nullable String obstacle(String value) {
    return PropertyValue.of(value).obstacle();
  }
}
