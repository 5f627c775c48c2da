package io.acsexport.core.bridge;

import io.acsexport.core.reload.Condition;
import io.acsexport.core.reload.ConfiguredExporter;
import io.acsexport.core.reload.ReloadOptions;
import io.acsexport.core.reload.ReloadStatus;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Opens the real engine: an exporter that follows its configuration file. */
final class ExporterOpener implements EngineOpener {

  @Override
  public EngineOpener.Opened open(BridgeOptions options, Consumer<Opening> openings) {
    Clock clock = Clock.systemUTC();
    Attention attention = Attention.at(options.home());
    ConfiguredExporter exporter =
        ConfiguredExporter.open(
            new ReloadOptions(
                options.configuration(),
                options.home().resolve("transports"),
                options.state(),
                System.getenv(),
                config -> NodeName.of(config.node(), options.node())),
            clock,
            (running, config, node) ->
                Surface.open(running, config, node, options, attention, clock),
            condition -> openings.accept(opening(condition)));
    attention.follow(exporter::status);
    return new EngineOpener.Opened() {
      @Override
      public Map<String, Object> status() {
        return describe(exporter.status());
      }

      @Override
      public void close() {
        exporter.close();
      }
    };
  }

  private static Opening opening(Condition condition) {
    if (condition instanceof Condition.Running running) {
      return new Opening.Opened(new ExporterEngine(running.exporter()), running.drainTimeout());
    }
    Condition.Idle idle = (Condition.Idle) condition;
    return new Opening.Idle(idle.intended(), idle.reason(), idle.cause());
  }

  private static Map<String, Object> describe(ReloadStatus reload) {
    Map<String, Object> described = new LinkedHashMap<>();
    if (reload.applied() != null) {
      described.put("applied", reload.applied());
    }
    described.put("last-good", reload.lastGood());
    if (reload.error() != null && reload.errorAt() != null) {
      described.put("error", reload.error());
      described.put("error-at", reload.errorAt());
    }
    described.put("restart", reload.restart());
    described.put("waiting", reload.waiting());
    return described;
  }
}
