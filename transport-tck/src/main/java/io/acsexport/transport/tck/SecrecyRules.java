package io.acsexport.transport.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.transport.Checkable;
import io.acsexport.transport.Health;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.TransportException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operator wrote as a secret is shown nowhere. */
interface SecrecyRules {

  @Test
  default void secretsAreShownNowhere(Bench bench) throws Exception {
    String secret = "tck-Hush9Hush";
    Map<String, ?> settings = bench.broker().fixture().settingsWith(secret);
    assertThat(settings.isEmpty() && hasSecret(bench.provider().settings()))
        .as("a provider that declares a secret, and a fixture whose settingsWith() is empty")
        .isFalse();
    if (settings.isEmpty()) {
      return;
    }
    List<String> shown = new ArrayList<>();
    try {
      show(bench.open(bench.target(), settings, bench.sendTimeout().dividedBy(2)), shown);
    } catch (SettingException e) {
      shown.add(trace(e));
      e.problems().forEach(problem -> shown.add(problem.toString()));
    }
    assertThat(shown).isNotEmpty().noneMatch(text -> text.contains(secret));
  }

  private static void show(Subject subject, List<String> shown) throws Exception {
    shown.add(subject.transport().toString());
    Attempt attempt = subject.engine().open(List.of(subject.messages().text("k", "1")));
    for (Outcome outcome : subject.engine().await(attempt).outcomes()) {
      shown.add(outcome.toString());
    }
    if (attempt.thrown() != null) {
      shown.add(trace(attempt.thrown()));
    }
    Health health = subject.transport().health();
    shown.add(health.toString());
    subject.close(Duration.ZERO);
    if (subject.transport() instanceof Checkable checkable) {
      check(subject, checkable, shown);
    }
    subject.context().notices().forEach(notice -> shown.add(notice.toString()));
    shown.add(subject.transport().toString());
  }

  private static void check(Subject subject, Checkable checkable, List<String> shown)
      throws InterruptedException {
    try {
      checkable
          .check(subject.context().sendTimeout())
          .forEach(notice -> shown.add(notice.toString()));
    } catch (TransportException e) {
      shown.add(trace(e));
      shown.add(e.failure().toString());
    }
  }

  /** As a log would show it, causes included. */
  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static boolean hasSecret(SettingSpecs specs) {
    for (SettingSpec spec : specs.specs()) {
      SettingSpecs children = spec.children();
      if (spec.type() == SettingType.SECRET || (children != null && hasSecret(children))) {
        return true;
      }
    }
    return false;
  }
}
