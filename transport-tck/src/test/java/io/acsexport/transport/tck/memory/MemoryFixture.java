package io.acsexport.transport.tck.memory;

import io.acsexport.transport.ReceivedMessage;
import io.acsexport.transport.tck.BrokerFixture;
import io.acsexport.transport.tck.Capability;
import io.acsexport.transport.tck.Target;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A broker in memory, which can do everything. */
record MemoryFixture(MemoryBroker broker) implements BrokerFixture {

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }

  @Override
  public void start() {
    broker.become(MemoryBroker.State.UP);
  }

  @Override
  public void stop() {
    broker.become(MemoryBroker.State.DOWN);
  }

  @Override
  public void pause() {
    broker.become(MemoryBroker.State.SILENT);
  }

  @Override
  public void resume() {
    broker.become(MemoryBroker.State.UP);
  }

  @Override
  public void close() {}

  @Override
  public Target target(String name) {
    broker.create(name);
    return new Topic(broker, name);
  }

  @Override
  public Map<String, ?> settingsWith(String secret) {
    return Map.of("topic", "t", "security", "password", "username", "acs", "password", secret);
  }

  @Override
  public List<Unusable> unusableSettings() {
    return List.of(
        new Unusable(Map.of("topic", "t", "security", "password"), Set.of("username", "password")));
  }

  @Override
  public Duration sendTimeout() {
    return Duration.ofMillis(400);
  }

  private record Topic(MemoryBroker broker, String name) implements Target {

    @Override
    public Map<String, ?> settings() {
      return Map.of("topic", name);
    }

    @Override
    public Map<String, String> route() {
      return Map.of("topic", name);
    }

    @Override
    public List<ReceivedMessage> arrived() {
      return broker.held(name);
    }

    @Override
    public int tooLarge() {
      return MemoryBroker.LARGEST + 1;
    }

    @Override
    public Missing missing() {
      String other = name + "-missing";
      return new Missing() {
        @Override
        public Map<String, String> route() {
          return Map.of("topic", other);
        }

        @Override
        public void create() {
          broker.create(other);
        }

        @Override
        public List<ReceivedMessage> arrived() {
          return broker.held(other);
        }
      };
    }
  }
}
