package io.acsexport.testing;

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
    return NotRun.because(REASON, context);
  }
}
