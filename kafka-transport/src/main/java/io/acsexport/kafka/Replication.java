package io.acsexport.kafka;

import io.acsexport.transport.Notice;
import java.util.ArrayList;
import java.util.List;

/**
 * How many copies of an event there are, and how many must be.
 *
 * @param acks how many the producer waits for
 * @param minInSync how many must be in sync for a write that waits for all of them; less than 0
 *     where it is not known
 * @param copies of the partition that has the fewest
 * @param inSync those in sync now, of the partition that has the fewest
 */
record Replication(String acks, int minInSync, int copies, int inSync) {

  /** What it means for the events of a topic, good things aside. */
  List<Notice> judge(String topic) {
    List<Notice> notices = new ArrayList<>();
    boolean waitsForAll = acks.equals("all") || acks.equals("-1");
    if (minInSync > copies) {
      notices.add(
          Notice.error(
              topic,
              "min.insync.replicas is " + minInSync + " but the topic has fewer copies",
              "Lower it, or raise the replication factor."));
    } else if (minInSync == 1 && copies > 1) {
      notices.add(
          Notice.warning(
              topic,
              "min.insync.replicas is 1: an event may count as delivered while it has one copy",
              "Set min.insync.replicas=2 on the topic."));
    } else if (minInSync > 1 && !waitsForAll) {
      notices.add(
          Notice.warning(
              topic,
              "min.insync.replicas is " + minInSync + ", which has no effect with acks=" + acks,
              "Set acks=all for this destination."));
    } else if (minInSync > inSync) {
      notices.add(
          Notice.error(
              topic,
              "min.insync.replicas is "
                  + minInSync
                  + " but only "
                  + inSync
                  + " of "
                  + copies
                  + " copies are in sync now: events wait",
              "See which broker is down or lags behind; delivery goes on by itself."));
    } else if (minInSync > 1 && minInSync == copies) {
      notices.add(
          Notice.warning(
              topic,
              "min.insync.replicas is as many as there are copies: while any of their brokers is"
                  + " down, events wait",
              "Raise the replication factor to " + (copies + 1) + ", or lower it by one."));
    }
    return notices;
  }
}
