package io.acsexport.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import io.acsexport.testing.AmqpConsumer;
import io.acsexport.testing.AmqpMessage;
import io.acsexport.testing.NeedsRabbit;
import io.acsexport.testing.RabbitAdmin;
import io.acsexport.testing.RabbitBroker;
import io.acsexport.transport.BatchResult;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import io.acsexport.transport.Health;
import io.acsexport.transport.Notice;
import io.acsexport.transport.OutboundMessage;
import io.acsexport.transport.Outcome;
import io.acsexport.transport.TransportException;
import io.acsexport.transport.tck.EngineStandIn;
import io.acsexport.transport.tck.FakeSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a broker that is up refuses, and whom that concerns: one message or all. */
@NeedsRabbit
class RabbitRefusalIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String NOTHING = "^$";

  private final String user = "user-" + UUID.randomUUID();
  private final Messages messages = new Messages(Destination.EXCHANGE);
  private RabbitAdmin admin;
  private Destination destination;

  @BeforeEach
  void openAVirtualHost() throws Exception {
    admin = RabbitBroker.shared().admin();
    destination = new Destination(RabbitBroker.shared());
    admin.addUser(user, "secret");
  }

  @AfterEach
  void closeIt() throws Exception {
    destination.close();
    admin.deleteUser(user);
  }

  @Test
  void aMissingExchangeBlocksUntilItIsThere() throws Exception {
    RabbitTransport transport =
        destination.transport(destination.settings().with("exchange.declare", "never"));
    EngineStandIn engine = destination.engine(transport);
    OutboundMessage message = messages.message(null, "k", "x");

    Failure failure = retry(engine.send(message).outcomes().get(0));
    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_MISSING);
    assertThat(failure.code().blocking()).isTrue();
    assertThat(failure.detail()).contains("'events'");
    assertThat(failure.remedy()).contains("exchange.declare");
    assertThat(transport.health().failure()).isEqualTo(failure);

    destination.queue("all", "#");
    assertThat(engine.send(message).outcomes()).containsExactly(Outcome.delivered());
  }

  @Test
  void anExchangeThatIsDeletedIsDeclaredAgain() throws Exception {
    RabbitTransport transport = destination.transport(destination.settings());
    EngineStandIn engine = destination.engine(transport);
    engine.send(messages.message(null, "k", "1"));
    Channel channel = destination.channel();
    channel.exchangeDelete(Destination.EXCHANGE);

    OutboundMessage message = messages.message(null, "k", "2");
    assertThat(retry(engine.send(message).outcomes().get(0)).code())
        .isEqualTo(FailureCode.TARGET_MISSING);
    assertThat(engine.send(message).outcomes()).containsExactly(Outcome.delivered());

    channel.exchangeDeclarePassive(Destination.EXCHANGE);
  }

  @Test
  void anExchangeOfAnotherTypeBlocks() throws Exception {
    destination.channel().exchangeDeclare(Destination.EXCHANGE, "direct", true);
    EngineStandIn engine = destination.engine(destination.transport(destination.settings()));

    Failure failure = retry(engine.send(messages.message(null, "k", "x")).outcomes().get(0));

    assertThat(failure.code()).isEqualTo(FailureCode.TARGET_MISMATCH);
    assertThat(failure.detail()).contains("'topic'").contains("'direct'");
    assertThat(failure.remedy()).contains("exchange.type");
  }

  @Test
  void anExchangeWithArgumentsOfTheOperatorIsUsedAsItIs() throws Exception {
    destination
        .channel()
        .exchangeDeclare(
            Destination.EXCHANGE, "topic", true, false, Map.of("alternate-exchange", "elsewhere"));
    EngineStandIn engine = destination.engine(destination.transport(destination.settings()));

    assertThat(engine.send(messages.message(null, "k", "x")).outcomes())
        .containsExactly(Outcome.delivered());
  }

  @Test
  void writePermissionSufficesWhereTheExchangeIsThere() throws Exception {
    destination.queue("all", "#");
    admin.setPermissions(user, destination.vhost(), NOTHING, ".*", NOTHING);
    RabbitTransport transport = destination.transport(asUser());

    assertThat(destination.engine(transport).send(messages.message(null, "k", "x")).outcomes())
        .containsExactly(Outcome.delivered());
    assertThat(transport.check(SOON)).noneMatch(notice -> notice.level() != Notice.Level.INFO);
  }

  @Test
  void whoeverMayNotDeclareTheMissingExchangeIsTold() throws Exception {
    admin.setPermissions(user, destination.vhost(), NOTHING, ".*", NOTHING);
    EngineStandIn engine = destination.engine(destination.transport(asUser()));

    Failure failure = retry(engine.send(messages.message(null, "k", "x")).outcomes().get(0));

    assertThat(failure.code()).isEqualTo(FailureCode.AUTHORIZATION_FAILED);
    assertThat(failure.remedy()).contains("Create the exchange").contains("configure");
  }

  @Test
  void missingWritePermissionBlocks() throws Exception {
    destination.queue("all", "#");
    admin.setPermissions(user, destination.vhost(), NOTHING, NOTHING, NOTHING);
    RabbitTransport transport = destination.transport(asUser());
    EngineStandIn engine = destination.engine(transport);

    BatchResult result =
        engine.send(messages.message("a", "k", "1"), messages.message("b", "k", "2"));

    for (Outcome outcome : result.outcomes()) {
      assertThat(retry(outcome).code()).isEqualTo(FailureCode.AUTHORIZATION_FAILED);
      assertThat(retry(outcome).remedy()).contains("write");
    }
    assertThat(transport.check(SOON))
        .filteredOn(notice -> notice.level() == Notice.Level.ERROR)
        .singleElement()
        .satisfies(notice -> assertThat(notice.message()).contains("refused"));
  }

  @Test
  void aDeniedRoutingKeyRejectsItsMessageAlone() throws Exception {
    destination.queue("all", "#");
    admin.setPermissions(user, destination.vhost(), NOTHING, ".*", NOTHING);
    admin.setTopicPermissions(user, destination.vhost(), Destination.EXCHANGE, "^good\\.", ".*");
    EngineStandIn engine = destination.engine(destination.transport(asUser()));
    List<OutboundMessage> batch = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      boolean bad = i % 20 == 7;
      batch.add(messages.message("key-" + i % 9, (bad ? "bad." : "good.") + i, "" + i));
    }

    BatchResult result = engine.send(batch);

    for (int i = 0; i < 60; i++) {
      Outcome outcome = result.outcomes().get(i);
      if (i % 20 == 7) {
        assertThat(rejected(outcome).code()).isEqualTo(FailureCode.MESSAGE_DENIED);
        assertThat(rejected(outcome).detail()).contains("bad." + i).contains(user);
      } else {
        assertThat(outcome).isEqualTo(Outcome.delivered());
      }
    }
    assertThat(firstOccurrences("all"))
        .extracting(AmqpMessage::text)
        .hasSize(57)
        .doesNotContain("7", "27", "47");
  }

  @Test
  void aTopicPermissionThatDeniesEverythingRejectsNothing() throws Exception {
    destination.queue("all", "#");
    admin.setPermissions(user, destination.vhost(), NOTHING, ".*", NOTHING);
    admin.setTopicPermissions(user, destination.vhost(), Destination.EXCHANGE, NOTHING, ".*");
    RabbitTransport transport = destination.transport(asUser());
    EngineStandIn engine = destination.engine(transport);
    OutboundMessage first = messages.message("a", "x.1", "1");
    OutboundMessage second = messages.message("b", "x.2", "2");

    for (Outcome outcome : engine.send(first, second).outcomes()) {
      assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    }
    Failure failure = retry(engine.send(first).outcomes().get(0));
    // The engine looks for one that passes: for that it has to be unclassified, on a live broker.
    assertThat(failure.code()).isEqualTo(FailureCode.UNCLASSIFIED);
    assertThat(failure.remedy()).contains("set_topic_permissions");
    assertThat(transport.health().state()).isEqualTo(Health.State.UP);
  }

  @Test
  void aLoneDeniedMessageIsRejectedOnceAnotherHasPassed() throws Exception {
    destination.queue("all", "#");
    admin.setPermissions(user, destination.vhost(), NOTHING, ".*", NOTHING);
    admin.setTopicPermissions(user, destination.vhost(), Destination.EXCHANGE, "^good\\.", ".*");
    EngineStandIn engine = destination.engine(destination.transport(asUser()));
    OutboundMessage denied = messages.message("a", "bad.1", "1");
    OutboundMessage witness = messages.message("b", "good.2", "2");

    assertThat(engine.send(denied).outcomes().get(0)).isInstanceOf(Outcome.Retry.class);
    assertThat(engine.send(denied).outcomes().get(0)).isInstanceOf(Outcome.Retry.class);
    assertThat(engine.send(witness).outcomes().get(0)).isEqualTo(Outcome.delivered());
    assertThat(rejected(engine.send(denied).outcomes().get(0)).code())
        .isEqualTo(FailureCode.MESSAGE_DENIED);
  }

  @Test
  void aBodyOverTheBrokersLimitIsRejectedAlone() throws Exception {
    destination.queue("all", "#");
    admin.evaluate("application:set_env(rabbit, max_message_size, 65536)");
    try {
      EngineStandIn engine = destination.engine(destination.transport(destination.settings()));
      OutboundMessage large = messages.message("b", "k", new byte[65_537], Map.of(), Instant.now());
      OutboundMessage largest =
          messages.message("b", "k", new byte[65_536], Map.of(), Instant.now());

      BatchResult result =
          engine.send(
              messages.message("a", "k", "1"),
              large,
              largest,
              messages.message("c", "k", "4"),
              messages.message("a", "k", "5"));

      assertThat(rejected(result.outcomes().get(1)).code())
          .isEqualTo(FailureCode.MESSAGE_TOO_LARGE);
      assertThat(rejected(result.outcomes().get(1)).detail()).contains("65537");
      assertThat(result.outcomes()).filteredOn(Outcome.delivered()::equals).hasSize(4);
      assertThat(firstOccurrences("all")).hasSize(4);
    } finally {
      admin.evaluate("application:set_env(rabbit, max_message_size, 134217728)");
    }
  }

  @Test
  void aNackIsSentAgainAndNothingOfItsKeyOvertakesIt() throws Exception {
    Channel channel = destination.channel();
    destination.queue("all", "#");
    channel.queueDeclare(
        "full", true, false, false, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    channel.queueBind("full", Destination.EXCHANGE, "narrow");
    RabbitTransport transport = destination.transport(destination.settings());
    EngineStandIn engine = destination.engine(transport);
    engine.send(messages.message("a", "narrow", "0"));
    OutboundMessage nacked = messages.message("a", "narrow", "1");
    OutboundMessage follower = messages.message("a", "wide", "2");
    OutboundMessage other = messages.message("b", "wide", "3");

    List<Outcome> outcomes = engine.send(nacked, follower, other).outcomes();

    assertThat(retry(outcomes.get(0)).code()).isEqualTo(FailureCode.BROKER_UNAVAILABLE);
    assertThat(retry(outcomes.get(0)).detail()).contains("narrow").contains("nack");
    assertThat(retry(outcomes.get(1)).code()).isEqualTo(FailureCode.HELD_BACK);
    assertThat(transport.health().state()).isEqualTo(Health.State.UP);

    channel.queuePurge("full");
    engine.deliver(List.of(nacked, follower, other), 10, SOON);
    assertThat(firstOccurrences("all"))
        .extracting(AmqpMessage::text)
        .containsSubsequence("0", "1", "2")
        .contains("3");
  }

  @Test
  void aWrongPasswordBlocks() throws Exception {
    admin.setPermissions(user, destination.vhost(), NOTHING, ".*", NOTHING);
    RabbitTransport transport = destination.transport(asUser().with("password", "wr0ng"));
    OutboundMessage message = messages.message(null, "k", "x");

    Failure failure = retry(destination.engine(transport).send(message).outcomes().get(0));

    assertThat(failure.code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
    assertThat(failure.detail()).contains(user).doesNotContain("wr0ng");
    assertThatThrownBy(() -> transport.check(SOON))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("authentication-failed");
    admin.changePassword(user, "wr0ng");
    assertThat(retry(destination.engine(transport).send(message).outcomes().get(0)).code())
        .as("let in, it gets as far as the exchange")
        .isEqualTo(FailureCode.AUTHORIZATION_FAILED);
  }

  @Test
  void aMissingOrForbiddenVirtualHostBlocks() throws Exception {
    Failure missing =
        retry(
            destination
                .engine(destination.transport(destination.settings().with("virtual-host", "nope")))
                .send(messages.message(null, "k", "x"))
                .outcomes()
                .get(0));
    assertThat(missing.code()).isEqualTo(FailureCode.TARGET_MISSING);
    assertThat(missing.detail()).contains("'nope'");
    Failure forbidden =
        retry(
            destination
                .engine(destination.transport(asUser()))
                .send(messages.message(null, "k", "x"))
                .outcomes()
                .get(0));
    assertThat(forbidden.code()).isEqualTo(FailureCode.AUTHORIZATION_FAILED);
    assertThat(forbidden.remedy()).contains("set_permissions");
  }

  @Test
  void aQueueThatDiffersOrMayNotBeMadeBlocks() throws Exception {
    destination.queue("all", "#");
    admin.setPermissions(user, destination.vhost(), NOTHING, ".*", NOTHING);
    Failure failure =
        retry(
            destination
                .engine(destination.transport(asUser().adding("queues", Map.of("name", "new"))))
                .send(messages.message(null, "k", "x"))
                .outcomes()
                .get(0));

    assertThat(failure.code()).isEqualTo(FailureCode.AUTHORIZATION_FAILED);
    assertThat(failure.detail()).contains("'new'");
  }

  @Test
  void theCheckTellsWhatIsThereAndMakesNothing() throws Exception {
    RabbitTransport missing = destination.transport(destination.settings());
    assertThat(missing.check(SOON))
        .anyMatch(notice -> notice.message().contains("connected to"))
        .anyMatch(notice -> notice.message().contains("does not exist"))
        .allMatch(notice -> notice.level() == Notice.Level.INFO);
    assertThat(
            destination
                .transport(destination.settings().with("exchange.declare", "never"))
                .check(SOON))
        .anyMatch(notice -> notice.level() == Notice.Level.ERROR);

    destination.queue("all", "#");
    assertThat(missing.check(SOON)).anyMatch(notice -> notice.message().contains("may write"));
    assertThat(admin.messages(destination.vhost(), "all")).isZero();
  }

  private FakeSettings asUser() throws Exception {
    return destination.settings().with("username", user).with("password", "secret");
  }

  /** All that is in the queue, without repeats. */
  private List<AmqpMessage> firstOccurrences(String queue) throws Exception {
    int count = admin.messages(destination.vhost(), queue);
    Map<String, AmqpMessage> byId = new java.util.LinkedHashMap<>();
    try (AmqpConsumer consumer = AmqpConsumer.of(destination.uri(), queue)) {
      for (AmqpMessage message : consumer.read(count, SOON)) {
        byId.putIfAbsent(message.properties().getMessageId(), message);
      }
    }
    return List.copyOf(byId.values());
  }

  private static Failure retry(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Retry.class);
    return ((Outcome.Retry) outcome).failure();
  }

  private static Failure rejected(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
    return ((Outcome.Rejected) outcome).failure();
  }
}
