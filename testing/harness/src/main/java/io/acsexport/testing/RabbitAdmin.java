package io.acsexport.testing;

import static io.acsexport.testing.ErlangShell.binary;

import java.io.IOException;
import java.util.Locale;
import java.util.UUID;

/**
 * What the administrator of a {@link RabbitBroker} does beside AMQP: the commands of {@code
 * rabbitmqctl}, each in some milliseconds. Valid until its broker ends. Exchanges and queues are
 * made and deleted through AMQP, see {@link Amqp#connect}.
 */
public final class RabbitAdmin {

  private static final String ACTOR = binary("test");

  private final ErlangShell shell;

  RabbitAdmin(ErlangShell shell) {
    this.shell = shell;
  }

  /** Makes a virtual host with a name of its own, open to the administrator; returns the name. */
  public String addVhost() throws IOException, InterruptedException {
    String name = "test-" + UUID.randomUUID();
    call("rabbit_vhost:add", binary(name), ACTOR);
    setPermissions(RabbitBroker.GUEST, name, ".*", ".*", ".*");
    return name;
  }

  /** Deletes a virtual host and all that is in it; its connections are closed. */
  public void deleteVhost(String vhost) throws IOException, InterruptedException {
    call("rabbit_vhost:delete", binary(vhost), ACTOR);
  }

  /** Adds a user without any permission. */
  public void addUser(String name, String password) throws IOException, InterruptedException {
    call("rabbit_auth_backend_internal:add_user", binary(name), binary(password), ACTOR);
  }

  /** Gives a user another password; open connections stay. */
  public void changePassword(String name, String password)
      throws IOException, InterruptedException {
    call("rabbit_auth_backend_internal:change_password", binary(name), binary(password), ACTOR);
  }

  /** Deletes a user. */
  public void deleteUser(String name) throws IOException, InterruptedException {
    call("rabbit_auth_backend_internal:delete_user", binary(name), ACTOR);
  }

  /**
   * Sets what a user may do in a virtual host, by regular expressions over names; {@code ^$} allows
   * nothing. An open channel may have kept the old answer in its cache.
   */
  public void setPermissions(String user, String vhost, String configure, String write, String read)
      throws IOException, InterruptedException {
    call(
        "rabbit_auth_backend_internal:set_permissions",
        binary(user),
        binary(vhost),
        binary(configure),
        binary(write),
        binary(read),
        ACTOR);
  }

  /** Sets with which routing keys a user may write to and read from a topic exchange. */
  public void setTopicPermissions(
      String user, String vhost, String exchange, String write, String read)
      throws IOException, InterruptedException {
    call(
        "rabbit_auth_backend_internal:set_topic_permissions",
        binary(user),
        binary(vhost),
        binary(exchange),
        binary(write),
        binary(read),
        ACTOR);
  }

  /** What a broker can be short of. */
  public enum Alarm {
    /** It holds more in memory than it may. */
    MEMORY,
    /** Too little is free on its disk. */
    DISK;

    private String source() {
      return "{resource_limit, " + name().toLowerCase(Locale.ROOT) + ", node()}";
    }
  }

  /** Raises the memory alarm: the broker blocks every connection that publishes. */
  public void raiseAlarm() throws IOException, InterruptedException {
    raiseAlarm(Alarm.MEMORY);
  }

  /** Raises an alarm: the broker blocks every connection that publishes. */
  public void raiseAlarm(Alarm alarm) throws IOException, InterruptedException {
    evaluate("rabbit_alarm:set_alarm({" + alarm.source() + ", []})");
  }

  /** Clears the memory alarm. */
  public void clearAlarm() throws IOException, InterruptedException {
    clearAlarm(Alarm.MEMORY);
  }

  /** Clears an alarm. */
  public void clearAlarm(Alarm alarm) throws IOException, InterruptedException {
    evaluate("rabbit_alarm:clear_alarm(" + alarm.source() + ")");
  }

  /** The number of open connections, to all virtual hosts. */
  public int connections() throws IOException, InterruptedException {
    return Integer.parseInt(evaluate("length(rabbit_networking:connections())"));
  }

  /** Closes all connections, to all virtual hosts, as an administrator's command does. */
  public void closeConnections() throws IOException, InterruptedException {
    evaluate(
        "[rabbit_networking:close_connection(C, \"closed by the test\")"
            + " || C <- rabbit_networking:connections()]");
  }

  /** Makes it read the files of its certificate again, and closes all connections. */
  public void readCertificatesAgain() throws IOException, InterruptedException {
    evaluate("ssl:clear_pem_cache()");
    closeConnections();
  }

  /** The number of messages of a queue, taken by a consumer or not. */
  public int messages(String vhost, String queue) throws IOException, InterruptedException {
    String name = "rabbit_misc:r(" + binary(vhost) + ", queue, " + binary(queue) + ")";
    String value =
        evaluate(
            "{ok, Queue} = rabbit_amqqueue:lookup("
                + name
                + "), [{messages, Count}] = rabbit_amqqueue:info(Queue, [messages]), Count");
    return Integer.parseInt(value);
  }

  /** The number of running nodes of its cluster. */
  public int nodes() throws IOException, InterruptedException {
    return Integer.parseInt(evaluate("1 + length(nodes())"));
  }

  /**
   * Evaluates an Erlang expression in the broker.
   *
   * @return its value, as Erlang prints it
   * @throws IOException if it fails, with what Erlang says
   */
  public String evaluate(String expression) throws IOException, InterruptedException {
    String value = shell.evaluate(expression);
    if (value.startsWith("{error,")) {
      throw new IOException("RabbitMQ refused " + expression + ": " + value);
    }
    return value;
  }

  void stopNode() throws IOException {
    shell.tell("init:stop().");
  }

  private void call(String function, String... arguments) throws IOException, InterruptedException {
    evaluate(function + "(" + String.join(", ", arguments) + ")");
  }
}
