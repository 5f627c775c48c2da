package io.acsexport.transport;

import java.util.Map;

/**
 * Entry point of a transport, found with {@link java.util.ServiceLoader}.
 *
 * <p>One instance lives as long as the engine, unless a class of the transport fails to initialise
 * (a full heap is enough for that): the JVM never tries such a class again, so the transport is
 * loaded anew, and another instance takes the place. It is called on the engine's configuration
 * threads, one call at a time, with the transport's own loader as thread context class loader. It
 * must be cheap to construct and free of side effects: listing the installed transports constructs
 * it too.
 */
public interface TransportProvider {

  /**
   * The version of this contract that the engine speaks. A transport compiled against a version
   * works with every engine of that version: types and members are only ever added to it, and only
   * such as no transport has to implement.
   */
  int SPI_VERSION = 1;

  /**
   * What the operator writes after {@code transport =}: lower-case letters, digits and hyphens,
   * beginning with a letter.
   */
  String name();

  /**
   * The {@link #SPI_VERSION} this transport was compiled against. Write {@code return
   * TransportProvider.SPI_VERSION}: the compiler copies the number into the transport, which is how
   * the engine learns what it was built for.
   */
  int spiVersion();

  /** The transport's own version, for people; never parsed. */
  default String version() {
    String version = getClass().getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** One sentence that tells an operator what this transport is for. */
  String description();

  /**
   * Everything the operator may write in the {@code settings} block. The engine validates the block
   * against it, resolves secrets, units and templates, and generates the reference from it.
   */
  SettingSpecs settings();

  /**
   * Settings that the operator did not write and whose default does not count either, by their key,
   * because what another setting names decides them: a file of the broker's own client, say. Asked
   * when a person wants to know what would become of an event; may read files, no network I/O.
   *
   * @throws SettingException when that cannot be told, as from {@link #create}
   */
  default Map<String, ImpliedSetting> implied(Settings settings) throws SettingException {
    return Map.of();
  }

  /**
   * Makes a transport for one destination. No network I/O and no threads: whether the broker is
   * there must not matter yet. Called again whenever the destination is reconfigured or its
   * transport had to be abandoned, and by {@code check} merely to validate.
   *
   * @throws SettingException when settings that are each well-formed do not fit together or name
   *     something unusable; report every problem at once
   */
  Transport create(TransportContext context) throws SettingException;
}
