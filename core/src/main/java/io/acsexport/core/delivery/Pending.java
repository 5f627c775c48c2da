package io.acsexport.core.delivery;

import static java.util.Objects.requireNonNull;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.Failure;
import io.acsexport.transport.OutboundMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One message between the spool and the broker's answer. Delivery thread only. */
final class Pending {

  /** Where it stands. */
  enum State {
    /** To be sent, for the first time or again. */
    READY,
    /** In a batch that the transport has not answered yet. */
    OPEN,
    /** Finally refused, but not yet among the dead letters. */
    CONDEMNED,
    /** Delivered, or stored as a dead letter. */
    RESOLVED
  }

  private final long sequence;
  private final int bytes;
  private final boolean repeat;
  private @Nullable SpoolItem item;
  private @Nullable OutboundMessage message;
  private @Nullable Failure condemnation;
  private State state = State.READY;
  private long through;
  private int records;
  private int sends;
  private @Nullable Instant firstSent;

  private Pending(long sequence, @Nullable SpoolItem item, @Nullable OutboundMessage message) {
    this.sequence = sequence;
    this.bytes = message == null ? 0 : message.bodyLength();
    this.repeat = item == null;
    this.item = item;
    this.message = message;
    this.through = sequence;
    this.records = item instanceof SpoolItem.Entry ? 1 : 0;
  }

  /** A message to be sent. */
  static Pending of(SpoolItem item, OutboundMessage message) {
    return new Pending(item.sequence(), item, message);
  }

  /** A record that no message can be made of. */
  static Pending unreadable(SpoolItem item, Failure failure) {
    Pending pending = new Pending(item.sequence(), item, null);
    pending.condemn(failure);
    return pending;
  }

  /** A message that was delivered before; the cursor does not wait for it. */
  static Pending repeat(OutboundMessage message) {
    return new Pending(message.sequence(), null, message);
  }

  long sequence() {
    return sequence;
  }

  int bytes() {
    return bytes;
  }

  State state() {
    return state;
  }

  /** Whether it was delivered before, and so is in no window. */
  boolean isRepeat() {
    return repeat;
  }

  /** Whether the broker's word on it is still outstanding. */
  boolean undecided() {
    return state == State.READY || state == State.OPEN;
  }

  /** The sequence that the cursor reaches by passing it. */
  long through() {
    return through;
  }

  /** How many records of the spool the cursor passes with it. */
  int records() {
    return records;
  }

  /** Lets the cursor pass a record right behind it that needs no message. */
  void extend(SpoolItem skipped) {
    through = skipped.sequence();
    if (skipped instanceof SpoolItem.Entry) {
      records++;
    }
  }

  @Nullable String key() {
    return requireNonNull(message, "no message").key();
  }

  /** The message as it goes out now. */
  OutboundMessage send(Instant now) {
    OutboundMessage original = requireNonNull(message, "no message");
    int prior = sends++;
    state = State.OPEN;
    if (firstSent == null) {
      firstSent = now;
      return original;
    }
    return original.withPriorSends(prior);
  }

  /** To be sent again. */
  void makeReady() {
    state = State.READY;
  }

  /** Finally refused. */
  void condemn(Failure failure) {
    condemnation = failure;
    state = State.CONDEMNED;
  }

  /** Done with: releases its bytes, which a stuck neighbour may otherwise keep for long. */
  void resolve() {
    state = State.RESOLVED;
    item = null;
    message = null;
  }

  SpoolItem item() {
    return requireNonNull(item, "already resolved");
  }

  Failure condemnation() {
    return requireNonNull(condemnation, "not condemned");
  }

  int sends() {
    return sends;
  }

  @Nullable Instant firstSent() {
    return firstSent;
  }
}
