package io.acsexport.core.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of the configuration as it may be shown: secrets are masked before they get here. */
sealed interface EffectiveNode {

  /** Keys in the order of their declaration. */
  record Block(Map<String, EffectiveNode> children) implements EffectiveNode {
    public Block {
      children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
    }
  }

  /** A list of blocks. */
  record Blocks(List<Block> elements) implements EffectiveNode {
    public Blocks {
      elements = List.copyOf(elements);
    }
  }

  /**
   * A value.
   *
   * @param value a text, Boolean, Integer or list of texts; null where the key has no value
   * @param origin where it comes from
   */
  record Leaf(@Nullable Object value, String origin) implements EffectiveNode {

    /** Masks what every text may hold. */
    static Leaf of(Object value, String origin) {
      if (value instanceof List<?> list) {
        List<String> masked = new ArrayList<>();
        list.forEach(element -> masked.add(SensitiveValues.mask(String.valueOf(element))));
        return new Leaf(List.copyOf(masked), origin);
      }
      return new Leaf(value instanceof String text ? SensitiveValues.mask(text) : value, origin);
    }
  }
}
