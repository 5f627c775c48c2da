package io.acsexport.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/**
 * Transports that others have compiled go on working within one version of the contract.
 *
 * <p>The state that a version promised, and every addition to it since, stands in {@code
 * src/test/signatures/version-<n>.txt}. To take up an addition, or the first state of a new
 * version: {@code mvn -pl transport-spi test -Dtest=CompatibilityTest -DwriteSignatures}. That
 * refuses a break: one needs a new {@link TransportProvider#SPI_VERSION}.
 */
class CompatibilityTest {

  private static final Path FILE =
      Path.of("src/test/signatures/version-" + TransportProvider.SPI_VERSION + ".txt");

  @Test
  void theContractKeepsWhatItsVersionPromised() throws Exception {
    SortedSet<String> present = Signatures.ofPackageOf(Transport.class);
    List<String> promised = Files.exists(FILE) ? Files.readAllLines(FILE) : List.of();
    assertThat(Signatures.breaks(promised, present))
        .as(
            "what breaks transports compiled against version %s of the contract; undo it, or raise"
                + " TransportProvider.SPI_VERSION",
            TransportProvider.SPI_VERSION)
        .isEmpty();
    if (System.getProperty("writeSignatures") != null) {
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, present);
      return;
    }
    assertThat(promised)
        .as("additions to be taken up; see the comment of %s", getClass().getName())
        .containsExactlyElementsOf(present);
  }

  @Test
  void everythingATransportCanSeeIsLookedAt() throws Exception {
    String type = "io.acsexport.transport.";
    assertThat(Signatures.ofPackageOf(Transport.class))
        .hasSizeGreaterThan(150)
        .contains(
            type + "Transport public abstract interface implements java.lang.AutoCloseable",
            type + "Transport public default int " + type + "Transport.maxInFlight()",
            type + "Transport public abstract void " + type + "Transport.close(java.time.Duration)",
            type
                + "FailureCode public static final "
                + type
                + "FailureCode "
                + type
                + "FailureCode.TIMEOUT",
            type + "Failure public static final int " + type + "Failure.MAX_DETAIL = 1000",
            type + "Tailable$Tail public abstract boolean " + type + "Tailable$Tail.caughtUp()")
        .anyMatch(
            line ->
                line.startsWith(type + "Outcome ")
                    && line.contains(" permits ")
                    && line.contains("Outcome$Rejected"))
        .anyMatch(
            line ->
                line.startsWith(type + "BatchResult ")
                    && line.endsWith(" of java.util.List<" + type + "Outcome> outcomes"));
  }

  private final List<String> before = List.copyOf(Signatures.of(SampleContract.class));

  @Test
  void theSameStateBreaksNothing() {
    assertThat(before).hasSize(3);
    assertThat(Signatures.breaks(before, before)).isEmpty();
  }

  @Test
  void newTypesAndMembersWithABodyBreakNothing() {
    String sample = SampleContract.class.getName();
    assertThat(
            Signatures.breaks(
                before,
                with(
                    sample + " public default int " + sample + ".further()",
                    sample + " public static int " + sample + ".LIMIT = 3",
                    "x.New public abstract interface x.New",
                    "x.New public abstract void x.New.run()")))
        .isEmpty();
  }

  @Test
  void aNewMethodWithoutABodyIsABreak() {
    String sample = SampleContract.class.getName();
    assertThat(
            Signatures.breaks(before, with(sample + " public abstract void " + sample + ".go()")))
        .singleElement()
        .asString()
        .startsWith("new, but not implemented")
        .endsWith(sample + ".go()");
  }

  @Test
  void whatIsGoneOrChangedIsABreak() {
    for (String line : before) {
      List<String> without = new ArrayList<>(before);
      without.remove(line);
      assertThat(Signatures.breaks(before, without)).containsExactly("gone or changed: " + line);
    }
    List<String> wider = before.stream().map(line -> line.replace("String", "Object")).toList();
    assertThat(Signatures.breaks(before, wider)).isNotEmpty();
  }

  /** As what was compiled before sees a record with one component, and with two. */
  @Test
  void aRecordMayGrowAtItsEndIfItKeepsItsConstructor() {
    String before = "x.R public final class extends java.lang.Record of int a";
    String constructor = "x.R public x.R(int)";
    String after = before + ", int b";
    String added = "x.R public x.R(int,int)";

    assertThat(Signatures.breaks(List.of(before, constructor), List.of(after, constructor, added)))
        .isEmpty();
    assertThat(Signatures.breaks(List.of(before, constructor), List.of(after, added)))
        .containsExactly("gone or changed: " + constructor);
    assertThat(Signatures.breaks(List.of(after), List.of(before + " extra, int b"))).hasSize(1);
    assertThat(Signatures.breaks(List.of(after), List.of(before))).hasSize(1);
    String type = "x.I public abstract interface implements x.J";
    assertThat(Signatures.breaks(List.of(type), List.of(type + ", x.K"))).hasSize(1);
  }

  private List<String> with(String... lines) {
    List<String> after = new ArrayList<>(before);
    after.addAll(List.of(lines));
    return after;
  }
}
