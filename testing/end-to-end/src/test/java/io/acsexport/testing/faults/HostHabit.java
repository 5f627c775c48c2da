package io.acsexport.testing.faults;

/** What a host does with a thread that publishes, and what must be the same afterwards. */
enum HostHabit {
  /** CloudStack ends jobs by interrupts; the flag is the caller's. */
  INTERRUPTED {
    @Override
    boolean around(Call call) {
      Thread.currentThread().interrupt();
      boolean accepted = call.publish();
      require(Thread.interrupted(), "the interrupt is gone");
      return accepted;
    }
  },
  WITHOUT_CONTEXT_LOADER {
    @Override
    boolean around(Call call) {
      Thread thread = Thread.currentThread();
      thread.setContextClassLoader(null);
      boolean accepted = call.publish();
      require(thread.getContextClassLoader() == null, "the context class loader is another");
      return accepted;
    }
  },
  /** As the in-process message bus of CloudStack does for events of jobs. */
  UNDER_A_GLOBAL_LOCK {
    @Override
    boolean around(Call call) {
      synchronized (GLOBAL) {
        return call.publish();
      }
    }
  },
  NONE {
    @Override
    boolean around(Call call) {
      return call.publish();
    }
  };

  private static final Object GLOBAL = new Object();

  /** The publishing of one event. */
  interface Call {
    /** Whether it was accepted. */
    boolean publish();
  }

  /** Publishes in this habit, and ends the JVM where the thread is not what it was. */
  abstract boolean around(Call call);

  /** Threads that have all habits between them. */
  static HostHabit of(int thread) {
    return values()[thread % values().length];
  }

  private static void require(boolean holds, String breach) {
    if (!holds) {
      System.out.println("After a publish " + breach);
      Runtime.getRuntime().halt(LoadJvm.BREACH);
    }
  }
}
