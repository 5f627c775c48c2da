package io.acsexport.core.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.acsexport.core.control.RateWindow.Rates;
import io.acsexport.core.delivery.WorkerStatus;
import io.acsexport.core.engine.ExporterStatus;
import io.acsexport.core.engine.Operations.Details;
import io.acsexport.core.spool.SpoolCursor.Backlog;
import io.acsexport.core.spool.SpoolStats;
import io.acsexport.transport.Failure;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The status of an exporter as JSON. Names of fields are kept: programs read them. What is not
 * known is null, never absent.
 */
final class StatusDocument {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StatusDocument() {}

  /**
   * Of an exporter that runs.
   *
   * @param details what the status does not say, by destination
   * @param forsaken destinations that are no longer configured, but kept
   */
  static ObjectNode of(
      ExporterInfo info,
      Path directory,
      ExporterStatus status,
      Map<String, Details> details,
      Set<String> forsaken,
      @Nullable Rates rates,
      Instant now) {
    ObjectNode document = NODES.objectNode();
    document.put("running", true);
    document.put("node", status.node());
    document.put("release", ExporterInfo.release());
    document.put("process", ProcessHandle.current().pid());
    document.put("configuration", info.configuration().toString());
    document.put("started", info.started().toString());
    document.put("now", now.toString());
    document.put("accepted", status.accepted());
    document.put("refused", status.refusedInAll());
    ObjectNode reasons = document.putObject("refusedFor");
    status.refused().forEach(reasons::put);
    document.put("rateSeconds", rates == null ? null : rounded(rates.seconds()));
    document.put("acceptedPerSecond", rates == null ? null : rounded(rates.accepted()));
    document.set("spool", spool(directory, status, rates));
    ArrayNode destinations = document.putArray("destinations");
    for (WorkerStatus worker : status.destinations().values()) {
      Details more = details.get(worker.destination());
      destinations.add(destination(worker, more, status.spool(), rates));
    }
    ArrayNode others = document.putArray("forsaken");
    forsaken.forEach(others::add);
    ArrayNode problems = document.putArray("problems");
    info.problems().get().forEach(problems::add);
    return document;
  }

  private static ObjectNode spool(Path directory, ExporterStatus status, @Nullable Rates rates) {
    SpoolStats stats = status.spool();
    ObjectNode spool = NODES.objectNode();
    spool.put("directory", directory.toString());
    spool.put("id", status.identity().spool().toString());
    spool.put("installation", status.identity().installation().toString());
    spool.put("usedBytes", stats.usedBytes());
    spool.put("deadLetterBytes", stats.reservedBytes());
    spool.put("maxBytes", stats.maxBytes());
    Long fullIn = null;
    for (WorkerStatus worker : status.destinations().values()) {
      Long own = fullIn(worker, stats, rates);
      fullIn = own == null || (fullIn != null && fullIn < own) ? fullIn : own;
    }
    spool.put("fullInSeconds", fullIn);
    spool.put("segments", stats.segments());
    spool.put("firstSequence", stats.firstSequence());
    spool.put("nextSequence", stats.nextSequence());
    spool.put("appended", stats.appended());
    spool.put("damaged", stats.damaged());
    spool.put("tornTails", stats.tornTails());
    spool.put("dropped", stats.dropped());
    spool.put("clampedCursors", stats.clampedCursors());
    spool.put("syncFailures", stats.syncFailures());
    spool.put("unsynced", stats.unsynced());
    spool.put("obstacle", stats.obstacle() == null ? null : label(stats.obstacle()));
    return spool;
  }

  private static ObjectNode destination(
      WorkerStatus worker, @Nullable Details details, SpoolStats stats, @Nullable Rates rates) {
    String name = worker.destination();
    ObjectNode document = NODES.objectNode();
    document.put("name", name);
    document.put("transport", details == null ? null : details.transport());
    document.put("state", label(worker.state()));
    document.put("since", worker.since().toString());
    document.put(
        "pausedSince",
        details == null || details.pausedSince() == null ? null : details.pausedSince().toString());
    document.put("position", details == null ? null : details.position());
    document.set("backlog", backlog(worker.backlog()));
    document.put("fullInSeconds", fullIn(worker, stats, rates));
    document.put(
        "deliveredPerSecond",
        rates == null ? null : rounded(rates.delivered().getOrDefault(name, 0.0)));
    document.put("delivered", worker.delivered());
    document.put("retried", worker.retried());
    document.put("rejected", worker.rejected());
    document.put("filtered", worker.filtered());
    document.put("inFlight", worker.inFlight());
    document.put("deadLetters", details == null ? null : details.deadLetters());
    document.put("newDeadLetters", worker.deadLetters());
    document.put(
        "lastConfirmed", worker.lastConfirmed() == null ? null : worker.lastConfirmed().toString());
    ObjectNode connection = document.putObject("connection");
    connection.put("state", label(worker.transport().state()));
    connection.put("detail", worker.transport().detail());
    document.set("lastError", failure(worker.lastFailure(), worker.lastFailureAt()));
    document.set("lastDeadLetter", failure(worker.lastDeadLetter(), worker.lastDeadLetterAt()));
    return document;
  }

  static ObjectNode backlog(Backlog backlog) {
    Long oldest = backlog.oldestAcceptedMillis();
    ObjectNode document = NODES.objectNode();
    document.put("events", backlog.events());
    document.put("bytes", backlog.bytes());
    document.put("oldest", oldest == null ? null : Instant.ofEpochMilli(oldest).toString());
    return document;
  }

  static JsonNode failure(@Nullable Failure failure, @Nullable Instant at) {
    if (failure == null) {
      return NODES.nullNode();
    }
    ObjectNode document = NODES.objectNode();
    document.put("code", failure.code().label());
    document.put("detail", failure.detail());
    document.put("remedy", failure.remedy());
    document.put("at", at == null ? null : at.toString());
    return document;
  }

  /** When its backlog alone fills the spool at the present rate; null where it does not grow. */
  private static @Nullable Long fullIn(
      WorkerStatus worker, SpoolStats stats, @Nullable Rates rates) {
    double growth = rates == null ? 0 : rates.growth().getOrDefault(worker.destination(), 0.0);
    if (growth < 1) {
      return null;
    }
    long room = stats.maxBytes() - stats.reservedBytes() - worker.backlog().bytes();
    return (long) (Math.max(0, room) / growth);
  }

  private static double rounded(double number) {
    return Math.round(number * 10) / 10.0;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
