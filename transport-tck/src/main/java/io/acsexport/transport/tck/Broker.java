package io.acsexport.transport.tck;

import java.io.IOException;

/** The fixture's broker with its present state, so that a test can leave it in any. */
final class Broker implements AutoCloseable {

  private final BrokerFixture fixture;
  private boolean running;
  private boolean paused;

  Broker(BrokerFixture fixture) {
    this.fixture = fixture;
  }

  BrokerFixture fixture() {
    return fixture;
  }

  void start() throws Exception {
    if (!running) {
      fixture.start();
      running = true;
    }
  }

  void stop() throws Exception {
    if (running) {
      fixture.stop();
      running = false;
      paused = false;
    }
  }

  void pause() throws Exception {
    fixture.pause();
    paused = true;
  }

  void resume() throws Exception {
    if (paused) {
      fixture.resume();
      paused = false;
    }
  }

  /** Makes it serve again, whatever was done to it. */
  void restore() throws Exception {
    resume();
    start();
  }

  @Override
  public void close() throws IOException {
    fixture.close();
  }
}
