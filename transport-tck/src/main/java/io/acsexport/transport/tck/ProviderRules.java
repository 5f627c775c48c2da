package io.acsexport.transport.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.TransportProvider;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The provider describes itself and refuses what cannot work. */
interface ProviderRules {

  @Test
  default void theProviderIsFoundAndDescribesItself(Bench bench) {
    TransportProvider provider = bench.provider();
    assertThat(ServiceLoader.load(TransportProvider.class, provider.getClass().getClassLoader()))
        .as("providers named in META-INF/services/%s", TransportProvider.class.getName())
        .anyMatch(found -> found.getClass() == provider.getClass());
    assertThat(provider.name()).matches("[a-z][a-z0-9-]*");
    assertThat(provider.spiVersion())
        .as("the version of the contract it was compiled against")
        .isEqualTo(TransportProvider.SPI_VERSION);
    assertThat(provider.description()).isNotBlank();
    assertThat(provider.version()).isNotBlank();
  }

  @Test
  default void everySettingIsDocumentedAndItsDefaultFits(Bench bench) {
    SettingSpecs specs = bench.provider().settings();
    assertDocumented(specs);
    SettingException missing =
        catchThrowableOfType(SettingException.class, () -> FakeSettings.of(specs, Map.of()));
    List<SettingProblem> problems = missing == null ? List.of() : missing.problems();
    assertThat(problems)
        .as("problems of a block in which nothing is written, other than missing settings")
        .allMatch(problem -> problem.message().startsWith("is missing"));
  }

  @Test
  default void theFixtureRoutesEveryTemplate(Bench bench) throws Exception {
    assertThat(bench.target().route())
        .containsOnlyKeys(templates("", bench.provider().settings()).toList());
  }

  /** The engine names a template inside a block by block and key, such as {@code exchange.name}. */
  private static Stream<String> templates(String prefix, SettingSpecs specs) {
    return specs.specs().stream()
        .flatMap(
            spec ->
                spec.type() == SettingType.GROUP && spec.children() != null
                    ? templates(prefix + spec.key() + ".", spec.children())
                    : Stream.of(spec)
                        .filter(each -> each.type() == SettingType.TEMPLATE)
                        .map(each -> prefix + each.key()));
  }

  @Test
  default void unusableSettingsAreRefusedAllAtOnce(Bench bench) throws Exception {
    for (BrokerFixture.Unusable unusable : bench.broker().fixture().unusableSettings()) {
      SettingException refused =
          catchThrowableOfType(
              SettingException.class,
              () -> bench.open(bench.target(), unusable.settings(), Bench.LONG));
      assertThat(refused)
          .as("create() with settings that cannot work: %s", unusable.problems())
          .isNotNull();
      assertThat(refused.problems())
          .extracting(SettingProblem::key)
          .hasSameElementsAs(unusable.problems());
    }
  }

  @Test
  default void oneProviderMakesManyTransports(Bench bench) throws Exception {
    TransportProvider provider = bench.provider();
    Map<String, ?> settings = bench.target().settings();
    try (FakeContext first = bench.context(provider, settings, Bench.LONG);
        FakeContext second = bench.context(provider, settings, Bench.LONG)) {
      assertThatCode(() -> assertThat(provider.create(first)).isNotSameAs(provider.create(second)))
          .doesNotThrowAnyException();
    }
  }

  private static void assertDocumented(SettingSpecs specs) {
    for (SettingSpec spec : specs.specs()) {
      assertThat(spec.doc()).as("doc of %s", spec.key()).isNotBlank();
      if (spec.children() != null) {
        assertDocumented(spec.children());
      }
    }
  }
}
