package io.acsexport.example.consumer;

import java.io.IOException;

/** A way to tell people something: an SMS gateway, a mail server, a chat room. */
interface Notifier {

  /**
   * Sends a text, unless it was sent before.
   *
   * @param id of the event that it is about; the same event never leads to a second text
   */
  void tell(String id, String text) throws IOException;
}
