package io.acsexport.core.redaction;

/**
 * Replaces the values of secret keys by {@code "****"} and leaves every other byte as it is.
 *
 * <p>A key is secret if its name, or the last part of a flattened name such as {@code
 * details[0].secretkey}, is one of the configured names, in any case and at any depth; {@code
 * userdatadetails[0].x} is part of the value of {@code userdatadetails}. The whole value is
 * replaced, whatever its type. It works just so in JSON that is held in strings, however often
 * escaped; for {@code details[0].key} with {@code details[0].value} (also {@code name} and {@code
 * value}, also as plain members of one object), where the name of the secret is a value itself; and
 * for the parameters of a query string inside a text, up to the next {@code &}.
 *
 * <p>JSON that is cut off or broken is searched as well as it can be; when in doubt more is masked.
 * So it is beyond 8 levels of strings within strings and 1 000 levels of brackets: what lies deeper
 * is masked unseen.
 *
 * <p>Bodies without a secret name, nearly all of them, are only searched for the names, which
 * allocates nothing. The time is linear in the length of the body in any case. Thread-safe.
 */
public final class Redactor {

  private final boolean enabled;
  private final NameSearch search;
  private final NameTrie names;

  /** For these keys. */
  public Redactor(RedactionOptions options) {
    this.enabled = options.enabled() && !options.keys().isEmpty();
    this.search = new NameSearch(options.keys());
    this.names = new NameTrie(options.keys());
  }

  /**
   * Masks a body.
   *
   * @param utf8 never written to
   * @throws RedactionException when the search fails inside; the body must not be stored then
   */
  public Redacted redact(byte[] utf8) throws RedactionException {
    if (!enabled || !search.mayContainName(utf8)) {
      return new Redacted(utf8, 0);
    }
    try {
      Marks marks = new Marks();
      TextLevel.scan(utf8, names, marks);
      return marks.applyTo(utf8);
    } catch (RuntimeException e) {
      throw new RedactionException(
          "the search for secrets failed in a body of "
              + utf8.length
              + " bytes ("
              + e.getClass().getSimpleName()
              + "), so the event is not stored; please report this",
          e);
    }
  }
}
