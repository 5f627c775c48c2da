package io.acsexport.testing.faults;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A host that uses up what its process has, by order of a test, and lets go of it again. */
final class HostPressure {

  private static final int CHUNK = 64 << 10;

  /** What a test can order; each is a letter on standard input. */
  enum Order {
    TAKE_DESCRIPTORS('d'),
    GIVE_DESCRIPTORS_BACK('D'),
    FILL_HEAP_NOW_AND_THEN('h'),
    LEAVE_HEAP_ALONE('H');

    private final char letter;

    Order(char letter) {
      this.letter = letter;
    }

    int letter() {
      return letter;
    }

    static Order of(int letter) {
      return Arrays.stream(values())
          .filter(order -> order.letter == letter)
          .findFirst()
          .orElseThrow();
    }
  }

  private final List<FileInputStream> taken = new ArrayList<>();
  private @Nullable Thread taker;
  private volatile boolean taking;
  private @Nullable Thread filler;
  private volatile boolean filling;

  /** Of the heap being filled, that have ended; one thread has it after the other. */
  private int stretches;

  /** Does it however full the heap is: an order that got lost would leave it so. */
  void obey(int letter) throws InterruptedException, IOException {
    while (true) {
      try {
        obeyNow(letter);
        return;
      } catch (OutOfMemoryError full) {
        pause(1);
      }
    }
  }

  private void obeyNow(int letter) throws InterruptedException, IOException {
    switch (Order.of(letter)) {
      case TAKE_DESCRIPTORS -> takeDescriptors();
      case GIVE_DESCRIPTORS_BACK -> giveBack();
      case FILL_HEAP_NOW_AND_THEN -> fillHeap();
      case LEAVE_HEAP_ALONE -> leaveHeap();
    }
  }

  void end() throws InterruptedException, IOException {
    leaveHeap();
    giveBack();
  }

  private void takeDescriptors() {
    taking = true;
    taker = new Thread(this::takeAllThatComeFree, "descriptor-taker");
    taker.start();
  }

  private void takeAllThatComeFree() {
    boolean said = false;
    while (taking) {
      try {
        taken.add(new FileInputStream("/dev/null"));
      } catch (IOException e) {
        if (!said) {
          said = true;
          System.out.println("The host has no file descriptor left: " + taken.size() + " taken");
        }
        pause(1);
      }
    }
  }

  private void giveBack() throws InterruptedException, IOException {
    taking = false;
    if (taker != null) {
      taker.join();
      taker = null;
    }
    for (FileInputStream file : taken) {
      file.close();
    }
    taken.clear();
  }

  private void fillHeap() {
    filling = true;
    filler = new Thread(this::fillAgainAndAgain, "heap-filler");
    filler.start();
  }

  private void fillAgainAndAgain() {
    Object[] chunks = new Object[1 << 16];
    int times = 0;
    while (filling) {
      fill(chunks);
      times++;
    }
    stretches++;
    System.out.println(
        "The host filled the heap " + times + " times in stretch " + stretches + ".");
  }

  /** To the last byte, holds it for a moment, and lets others have their turn. */
  private static void fill(Object[] chunks) {
    int count = 0;
    for (int size = CHUNK; size >= 16; size /= 2) {
      try {
        while (count < chunks.length) {
          chunks[count] = new byte[size];
          count++;
        }
      } catch (OutOfMemoryError full) {
        // Smaller ones may still fit.
      }
    }
    pause(20);
    for (int i = 0; i < count; i++) {
      chunks[i] = null;
    }
    pause(100);
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void leaveHeap() throws InterruptedException {
    filling = false;
    if (filler != null) {
      filler.join();
      filler = null;
    }
  }
}
