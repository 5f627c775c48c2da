package io.acsexport.cli.cloudstack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A release of CloudStack.
 *
 * @param major the first number
 * @param minor the second, by which releases differ
 * @param text as written, such as {@code 4.20.1.0}
 */
public record AcsVersion(int major, int minor, String text) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:[.\\-+~].*)?");

  /** The release, or null where the text is none. */
  public static @Nullable AcsVersion parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    return matcher.matches()
        ? new AcsVersion(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), text.strip())
        : null;
  }

  /** Whether it came before this one. */
  public boolean isBefore(int otherMajor, int otherMinor) {
    return major < otherMajor || (major == otherMajor && minor < otherMinor);
  }

  /**
   * Whether beans of event buses belong into the module {@code event}, and several can be active.
   */
  public boolean hasEventModule() {
    return !isBefore(4, 20);
  }

  @Override
  public String toString() {
    return text;
  }
}
