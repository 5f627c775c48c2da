package io.acsexport.testing.packages;

import io.acsexport.testing.NotRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Behind {@link NeedsPrograms}. */
final class ProgramsCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    // Asked for each method too, which has no annotation of its own.
    NeedsPrograms needs = context.getRequiredTestClass().getAnnotation(NeedsPrograms.class);
    List<String> missing =
        Arrays.stream(needs.value()).filter(program -> !isInstalled(program)).toList();
    if (!missing.isEmpty()) {
      return NotRun.because(
          "not installed: "
              + String.join(", ", missing)
              + "; Debian has them in packages of these names (rpmbuild in rpm)",
          context);
    }
    if (needs.scratchRoot() && context.getTestMethod().isEmpty()) {
      try {
        ScratchRoot.tryOut();
      } catch (IOException e) {
        return NotRun.because(
            "no system could be mounted to install packages in, which takes root and overlayfs: "
                + String.valueOf(e.getMessage()).strip(),
            context);
      }
    }
    return ConditionEvaluationResult.enabled("everything needed is installed");
  }

  private static boolean isInstalled(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
