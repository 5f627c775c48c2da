package io.acsexport.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.acsexport.core.routing.EventFilter.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a destination's block says of filters and formats, and of the files it depends on. */
class RoutingConfigurationTest {

  @TempDir private Path directory;
  private ConfigurationFolder folder;

  @BeforeEach
  void prepare() {
    folder = new ConfigurationFolder(directory);
  }

  @Test
  void attributesInFiltersAreTextsOrListsOfThem() throws ConfigurationException {
    DestinationConfig main =
        folder
            .load(
                """
                acs-export {
                  attributes { cloud = eu-1, site.room = b, stage = live }
                  destinations.main {
                    transport = test, settings.name = n
                    include.attributes { cloud = ["eu-*", us-1], site.room = b }
                    exclude { attributes { stage = test } }
                  }
                }
                """)
            .config()
            .destinations()
            .get(0);

    assertThat(main.filter().include())
        .isEqualTo(
            new Selection(
                List.of(),
                List.of(),
                List.of(),
                Map.of("cloud", List.of("eu-*", "us-1"), "site.room", List.of("b"))));
    assertThat(main.filter().exclude().attributes()).isEqualTo(Map.of("stage", List.of("test")));
  }

  @Test
  void unknownKeysOfFiltersAreReportedWithTheNearestOnes() {
    assertThat(
            folder.problems(
                """
                acs-export {
                  attributes { cloud = eu-1, stage = live }
                  destinations.main {
                    transport = test, settings.name = n
                    include { catgory = [ActionEvent] }
                    exclude { resourceType = Host }
                    include.attributes {
                      cluod = eu-1
                      region = eu-1
                    }
                  }
                }
                """))
        .containsExactly(
            "acs-export.conf:5: acs-export.destinations.main.include.catgory: is no known key; did"
                + " you mean 'category'?",
            "acs-export.conf:6: acs-export.destinations.main.exclude.resourceType: is no known key;"
                + " did you mean 'resource-type'?",
            "acs-export.conf:8: acs-export.destinations.main.include.attributes.cluod: is no"
                + " attribute of this installation; did you mean 'cloud'?; the block 'attributes' has"
                + " cloud, stage",
            "acs-export.conf:9: acs-export.destinations.main.include.attributes.region: is no"
                + " attribute of this installation; the block 'attributes' has cloud, stage");
  }

  @Test
  void attributesThatWouldMeetInOneNameOfCloudEventsAreReported() {
    String file =
        """
        acs-export {
          attributes {
            data-center = a
            datacenter = b
          }
          destinations.main { transport = test, settings.name = n, format = %s }
        }
        """;

    assertThat(folder.problems(file.formatted("cloudevents")))
        .containsExactly(
            "acs-export.conf:4: acs-export.attributes.datacenter: and 'data-center' have the same"
                + " name in the format cloudevents, acsattrdatacenter; rename one");
    assertThat(folder.problems(file.formatted("cloudevent")))
        .singleElement()
        .asString()
        .endsWith("which is none of acs, cloudevents; did you mean 'cloudevents'?");
  }

  @Test
  void theFormatIsThatOfTheBlock() throws ConfigurationException {
    List<DestinationConfig> destinations =
        folder
            .load(
                """
                acs-export.destinations {
                  a { transport = test, settings.name = n }
                  b { transport = test, settings.name = n, format = cloudevents }
                }
                """)
            .config()
            .destinations();

    assertThat(destinations)
        .extracting(d -> d.format().name())
        .containsExactly("acs", "cloudevents");
  }

  @Test
  void aFailureNamesAllFilesWhoseChangeMayMendIt() {
    folder.with("part.conf", "acs-export.spool.max-size = 1 Gib\n");
    ConfigurationException failure =
        folder.failure(
            """
            include "part.conf"
            include "absent.conf"
            acs-export.destinations.main {
              transport = test
              settings { name = n, password { file = no.secret }, properties-file = k.properties
                producer { a.password = { file = other.secret } }
                unknown = 1 }
            }
            """);

    assertThat(failure.files())
        .containsExactlyInAnyOrder(
            folder.path("acs-export.conf"),
            folder.path("part.conf"),
            folder.path("absent.conf"),
            folder.path("no.secret"),
            folder.path("other.secret"),
            folder.path("k.properties"));
  }

  @Test
  void aSyntaxErrorInAnIncludedFileNamesThatFileToo() {
    folder.with("part.conf", "a = [1, 2\n");

    assertThat(folder.failure("include \"part.conf\"\nacs-export {}\n").files())
        .containsExactlyInAnyOrder(folder.path("acs-export.conf"), folder.path("part.conf"));
  }
}
