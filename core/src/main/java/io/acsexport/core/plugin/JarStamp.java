package io.acsexport.core.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tells a jar from another that took its place; a package manager keeps times. */
record JarStamp(long size, FileTime modified, @Nullable Object fileKey) {

  static List<JarStamp> of(List<Path> jars) throws IOException {
    List<JarStamp> stamps = new ArrayList<>();
    for (Path jar : jars) {
      BasicFileAttributes attributes = Files.readAttributes(jar, BasicFileAttributes.class);
      stamps.add(
          new JarStamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey()));
    }
    return stamps;
  }
}
