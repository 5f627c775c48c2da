package io.acsexport.transport;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a transport's connection as the transport itself sees it.
 *
 * @param state whether it can send
 * @param detail one line for people: to which broker it is connected, or why not; no secrets
 * @param failure the present failure, or null where there is none
 */
public record Health(State state, String detail, @Nullable Failure failure) {

  /** Requires state and detail. */
  public Health {
    Objects.requireNonNull(state, "state is null");
    Objects.requireNonNull(detail, "detail is null");
  }

  /** Whether a transport can send. */
  public enum State {
    /** Not tried yet, or closed. */
    IDLE,
    /** Connected. */
    UP,
    /**
     * Connected, but the broker does not take messages for now, because of an alarm or a quota. The
     * engine does not look for a poison message then, only while the state is {@link #UP}.
     */
    HELD_BACK,
    /** Not connected. */
    DOWN
  }

  /** Not connected because nothing had to be sent yet. */
  public static Health idle() {
    return new Health(State.IDLE, "not connected yet", null);
  }

  /** Connected. */
  public static Health up(String detail) {
    return new Health(State.UP, detail, null);
  }

  /** Trying for the first time: neither connected nor refused yet. */
  public static Health connecting(String to) {
    return new Health(State.DOWN, "connecting to " + to + ", no answer yet", null);
  }

  /** Not connected, with the reason. */
  public static Health down(Failure failure) {
    return new Health(State.DOWN, failure.detail(), failure);
  }
}
