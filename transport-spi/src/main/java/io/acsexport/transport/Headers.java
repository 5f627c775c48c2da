package io.acsexport.transport;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message: an immutable map that keeps the order in which it was filled. A dozen
 * entries lie in one array, since every event that is delivered carries such a map; looking one up
 * goes through all of them.
 */
public final class Headers extends AbstractMap<String, String> {

  private static final Headers NONE = new Headers(new String[0]);

  /** Names and values in turn. */
  private final String[] pairs;

  private Headers(String[] pairs) {
    this.pairs = pairs;
  }

  /** The same entries in the map's order; the map itself where it is such a one already. */
  public static Headers copyOf(Map<String, String> headers) {
    if (headers instanceof Headers already) {
      return already;
    }
    Builder builder = builder(headers.size());
    headers.forEach(builder::add);
    return builder.build();
  }

  /**
   * Begins to fill one.
   *
   * @param expected how many entries to make room for
   */
  public static Builder builder(int expected) {
    return new Builder(expected);
  }

  @Override
  public int size() {
    return pairs.length / 2;
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return get(name) != null;
  }

  @Override
  public @Nullable String get(@Nullable Object name) {
    for (int at = 0; at < pairs.length; at += 2) {
      if (pairs[at].equals(name)) {
        return pairs[at + 1];
      }
    }
    return null;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (int at = 0; at < pairs.length; at += 2) {
      action.accept(pairs[at], pairs[at + 1]);
    }
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    return new Entries();
  }

  /** Fills headers; used once, by one thread. */
  public static final class Builder {

    private String[] pairs;
    private int length;

    private Builder(int expected) {
      pairs = new String[2 * expected];
    }

    /**
     * Puts a header behind those that are there.
     *
     * @param name must not be there yet
     */
    public Builder add(String name, String value) {
      Objects.requireNonNull(name, "name is null");
      Objects.requireNonNull(value, "value is null");
      assert isNew(name) : "header '" + name + "' is there twice";
      if (length == pairs.length) {
        pairs = Arrays.copyOf(pairs, Math.max(8, 2 * length));
      }
      pairs[length++] = name;
      pairs[length++] = value;
      return this;
    }

    /** Only asserted: comparing all names would take longer than the rest for each message. */
    private boolean isNew(String name) {
      for (int at = 0; at < length; at += 2) {
        if (pairs[at].equals(name)) {
          return false;
        }
      }
      return true;
    }

    /** The headers; the builder is of no use any more. */
    public Headers build() {
      String[] filled = length == pairs.length ? pairs : Arrays.copyOf(pairs, length);
      pairs = NONE.pairs;
      length = 0;
      return filled.length == 0 ? NONE : new Headers(filled);
    }
  }

  private final class Entries extends AbstractSet<Entry<String, String>> {

    @Override
    public int size() {
      return Headers.this.size();
    }

    @Override
    public Iterator<Entry<String, String>> iterator() {
      return new Iterator<>() {
        private int at;

        @Override
        public boolean hasNext() {
          return at < pairs.length;
        }

        @Override
        public Entry<String, String> next() {
          if (at >= pairs.length) {
            throw new NoSuchElementException();
          }
          Entry<String, String> entry = Map.entry(pairs[at], pairs[at + 1]);
          at += 2;
          return entry;
        }
      };
    }
  }
}
