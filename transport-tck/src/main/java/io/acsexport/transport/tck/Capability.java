package io.acsexport.transport.tck;

/**
 * What a broker, its fixture or a transport can do beyond what every one must. The kit tests what
 * is claimed, and where that can be seen, that what is not claimed is not there.
 */
public enum Capability {
  /**
   * The fixture can stop the broker and start it again with what it held. Only a destination that
   * cannot fail at all lacks it.
   */
  STOP,
  /** The fixture can make the broker fall silent while its connections stay open. */
  PAUSE,
  /**
   * Messages of one key keep their order. Claim it unless the broker has no order, and then say so
   * in {@code description()}.
   */
  ORDER_PER_KEY,
  /** The ordering key arrives as the message's key, and an absent one as none. */
  KEYS,
  /** All headers arrive, not {@code acs-id} alone. */
  HEADERS,
  /** A message without a body arrives as one; without this it may arrive with an empty one. */
  ABSENT_BODY,
  /** The broker refuses bodies above a size: {@link Target#tooLarge()}. */
  SIZE_LIMIT,
  /** Messages can name a topic or exchange that does not exist yet: {@link Target#missing()}. */
  MISSING_TARGET,
  /** The transport is {@link io.acsexport.transport.Tailable}. */
  TAIL,
  /**
   * A tail can begin with what the broker already has. Without this the transport refuses {@link
   * io.acsexport.transport.Tailable.From#BEGINNING}.
   */
  TAIL_FROM_BEGINNING,
  /** The transport is {@link io.acsexport.transport.Checkable}. */
  CHECK
}
