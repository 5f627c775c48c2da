package io.acsexport.acs;

import java.net.URL;
import java.nio.file.Path;

/** A bean as a file of CloudStack's class path declares it. */
final class DeclaredBean {

  /** Its class, as written. */
  final String type;

  /** Its id, or its name, or that it has neither. */
  final String id;

  /** The module whose folder the file is in, such as {@code event}. */
  final String module;

  private final URL file;

  DeclaredBean(String type, String id, String module, URL file) {
    this.type = type;
    this.id = id;
    this.module = module;
    this.file = file;
  }

  /** The file as an operator would name it. */
  String file() {
    try {
      return file.getProtocol().equals("file") ? Path.of(file.toURI()).toString() : file.toString();
    } catch (Exception e) {
      return file.toString();
    }
  }
}
