package io.acsexport.testing.road;

import io.acsexport.testing.NotRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Behind {@link NeedsPython}. */
final class PythonCondition implements ExecutionCondition {

  /** Where the example consumers in Python are. */
  static final Path EXAMPLES =
      Path.of("..", "..", "examples", "consumers", "python").toAbsolutePath();

  /** The system's own comes second: its packages are not seen by one that stands before it. */
  private static final List<String> CANDIDATES = List.of("python3", "/usr/bin/python3");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String module =
        AnnotationSupport.findAnnotation(context.getElement(), NeedsPython.class)
            .map(NeedsPython::module)
            .orElse("sys");
    if (find(module).isPresent()) {
      return ConditionEvaluationResult.enabled("Python is installed");
    }
    String reason =
        module.equals("sys")
            ? "no python3 was found: install the package python3"
            : "no python3 with the module " + module + ": install the package python3-" + module;
    return NotRun.because(reason, context);
  }

  /** A Python 3 that has the module. */
  static Optional<String> find(String module) {
    return CANDIDATES.stream().filter(python -> imports(python, module)).findFirst();
  }

  private static boolean imports(String python, String module) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import " + module)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return false; // no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
