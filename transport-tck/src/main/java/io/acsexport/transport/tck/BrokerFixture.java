package io.acsexport.transport.tck;

import io.acsexport.transport.SettingException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The broker under the kit's tests. The author of a transport writes it, with the broker's own
 * means and not with the transport under test.
 *
 * <p>The kit calls it from one thread: {@link #start} once before all tests, {@link #close} once
 * after them. What a test stops or pauses is running again when the next one begins.
 */
public interface BrokerFixture extends AutoCloseable {

  /** What it and the transport can do. */
  Set<Capability> capabilities();

  /** Starts the broker and waits until it serves clients: at first, and after {@link #stop}. */
  void start() throws Exception;

  /**
   * Ends the broker as a crash would, also while it is paused. Its address and what it had
   * confirmed stay. Needed for {@link Capability#STOP}.
   */
  default void stop() throws Exception {
    throw new UnsupportedOperationException("claims STOP but does not implement it");
  }

  /**
   * Makes the broker, or the way to it, fall silent: connections stay open, nothing is answered.
   * Needed for {@link Capability#PAUSE}.
   */
  default void pause() throws Exception {
    throw new UnsupportedOperationException("claims PAUSE but does not implement it");
  }

  /** Lets a paused broker go on. */
  default void resume() throws Exception {
    throw new UnsupportedOperationException("claims PAUSE but does not implement it");
  }

  /**
   * A topic, queue or file that no other test uses, ready to be sent to.
   *
   * @param name lower-case letters, digits and hyphens; different in each call
   */
  Target target(String name) throws Exception;

  /**
   * Settings that hold this secret in place of a password, whether or not the broker accepts it.
   * Put it into every setting of type {@link io.acsexport.transport.SettingType#SECRET} and into
   * one secret of the client's own. Empty where the transport has no secrets.
   */
  Map<String, ?> settingsWith(String secret);

  /**
   * Settings that are each well-formed but that {@code create} has to refuse, because they do not
   * fit together or name something unusable; empty where there can be none.
   */
  default List<Unusable> unusableSettings() {
    return List.of();
  }

  /**
   * The send time-out in tests of failure: long enough for a broker that is well to answer, short
   * enough to be waited for a dozen times.
   */
  default Duration sendTimeout() {
    return Duration.ofSeconds(5);
  }

  /** Ends the broker, whatever state it is in. */
  @Override
  void close() throws IOException;

  /**
   * Settings that {@code create} must refuse.
   *
   * @param settings as an operator would write them
   * @param problems the keys that the {@link SettingException} has to name, all of them
   */
  record Unusable(Map<String, ?> settings, Set<String> problems) {
    /** Copies both. */
    public Unusable {
      settings = Map.copyOf(settings);
      problems = Set.copyOf(problems);
    }
  }
}
