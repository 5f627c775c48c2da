package io.acsexport.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Behind {@link NeedsRabbit}. */
final class RabbitCondition implements ExecutionCondition {

  private static final String REASON =
      "no RabbitMQ server was found: install the package rabbitmq-server, or name one with"
          + " RABBITMQ_SERVER";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (RabbitInstallation.find().isPresent()) {
      return ConditionEvaluationResult.enabled("RabbitMQ is installed");
    }
    // The build's working folder is the module's; each class has a file of its own.
    leaveWord(Path.of("target", "not-run"), context.getRequiredTestClass().getName());
    return ConditionEvaluationResult.disabled(REASON);
  }

  private static void leaveWord(Path folder, String testClass) {
    try {
      Files.writeString(Files.createDirectories(folder).resolve(testClass), REASON + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
