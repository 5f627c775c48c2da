package io.acsexport.core.redaction;

/**
 * Follows a possible name character by character. Of a flattened name, such as {@code
 * details[0].secretkey}, the last part decides; but what follows a numbered secret, as in {@code
 * userdatadetails[0].x}, is part of its value.
 *
 * <p>Inside a string the whole string is the name, so a foreign character spoils it. Outside, where
 * JSON is broken or there is none, a name begins anew behind every foreign character; so it does
 * behind an escaped quote, which no real name has but a string whose end was lost.
 */
final class NameRun {

  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private final NameTrie trie;
  private int state;
  private boolean whole;
  private boolean inIndex;
  private boolean numbered;
  private boolean insideSecret;
  private long hash;
  private long prefix;

  NameRun(NameTrie trie) {
    this.trie = trie;
  }

  /** Begins a name; {@code whole} where nothing but the name may come. */
  void begin(boolean whole) {
    this.whole = whole;
    state = NameTrie.ROOT;
    inIndex = false;
    numbered = false;
    insideSecret = false;
    hash = 0;
    prefix = 0;
  }

  void step(int c) {
    if (NameTrie.isNameCharacter(c)) {
      if (!inIndex) {
        state = trie.next(state, c);
      }
    } else if (c == '.') {
      insideSecret |= numbered && trie.kind(state) == NameTrie.SECRET;
      prefix = hash;
      state = NameTrie.ROOT;
      inIndex = false;
      numbered = false;
    } else if (c == '[') {
      inIndex = true;
      numbered = true;
    } else if (c == ']') {
      inIndex = false;
    } else if (whole && c != '"') {
      state = NameTrie.NOWHERE;
    } else {
      begin(false);
      return;
    }
    hash = (hash + NameTrie.fold(c)) * HASH_FACTOR;
  }

  /** What the name is, if it ends here. */
  byte kind() {
    return insideSecret ? NameTrie.SECRET : trie.kind(state);
  }

  /** Stands for all parts of a flattened name but the last; 0 where there is one part only. */
  long prefix() {
    return prefix;
  }

  void copyFrom(NameRun other) {
    state = other.state;
    whole = other.whole;
    inIndex = other.inIndex;
    numbered = other.numbered;
    insideSecret = other.insideSecret;
    hash = other.hash;
    prefix = other.prefix;
  }
}
