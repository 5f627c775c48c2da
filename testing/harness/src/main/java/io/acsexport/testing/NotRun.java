package io.acsexport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tells {@code ./verify} of test classes that cannot run here; it then does not succeed. */
public final class NotRun {

  private NotRun() {}

  /**
   * Skips a test class, and leaves a file of its name in {@code target/not-run}.
   *
   * @param reason what is missing, and what to do
   */
  public static ConditionEvaluationResult because(String reason, ExtensionContext context) {
    // The build's working folder is the module's; each class has a file of its own.
    Path folder = Path.of("target", "not-run");
    try {
      Files.writeString(
          Files.createDirectories(folder).resolve(context.getRequiredTestClass().getName()),
          reason + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ConditionEvaluationResult.disabled(reason);
  }
}
