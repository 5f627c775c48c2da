package io.acsexport.transport;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything of a package that those outside can compile against, a line each, and whether one
 * state of it still serves what was compiled against another.
 *
 * <p>A line begins with the name of its type. Of constants it holds the value, since the compiler
 * copies that into whoever uses it.
 */
final class Signatures {

  /** What the line of a record has before its components, which end the line. */
  private static final String RECORD = " extends java.lang.Record";

  private static final String COMPONENT_SEPARATOR = ", ";

  private Signatures() {}

  /** The lines of the package in which this type lies. */
  static SortedSet<String> ofPackageOf(Class<?> any)
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path root = Path.of(any.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = root.resolve(any.getPackageName().replace('.', '/'));
    SortedSet<String> lines = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.equals("package-info.class")) {
          String simple = name.substring(0, name.length() - ".class".length());
          lines.addAll(of(Class.forName(any.getPackageName() + "." + simple)));
        }
      }
    }
    return lines;
  }

  /** The lines of one type; none where it is not to be seen from outside. */
  static SortedSet<String> of(Class<?> type) {
    SortedSet<String> lines = new TreeSet<>();
    if (!isVisible(type)) {
      return lines;
    }
    lines.add(type.getName() + " " + head(type));
    Stream.<Executable>concat(
            Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
        .filter(each -> isVisible(each.getModifiers()) && !each.isSynthetic())
        .forEach(each -> lines.add(type.getName() + " " + each.toGenericString()));
    for (Field field : type.getDeclaredFields()) {
      if (isVisible(field.getModifiers()) && !field.isSynthetic()) {
        lines.add(type.getName() + " " + field.toGenericString() + constant(field));
      }
    }
    return lines;
  }

  /**
   * What of a change would break a transport that was compiled against the state before. Allowed
   * are new types, new members of old ones that nobody has to implement, and further components at
   * the end of a record, which keeps its former constructor.
   *
   * @return sentences; empty where nothing breaks
   */
  static List<String> breaks(Collection<String> before, Collection<String> after) {
    SortedSet<String> breaks = new TreeSet<>();
    for (String line : before) {
      if (!after.contains(line) && !hasGrown(line, after)) {
        breaks.add("gone or changed: " + line);
      }
    }
    List<String> types = before.stream().map(Signatures::type).toList();
    for (String line : after) {
      boolean implemented = line.contains(" abstract ") && line.contains("(");
      if (!before.contains(line) && types.contains(type(line)) && implemented) {
        breaks.add("new, but not implemented by those that are there: " + line);
      }
    }
    return List.copyOf(breaks);
  }

  private static boolean hasGrown(String line, Collection<String> after) {
    return line.contains(RECORD)
        && after.stream().anyMatch(each -> each.startsWith(line + COMPONENT_SEPARATOR));
  }

  private static String type(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private static String head(Class<?> type) {
    // Not Class.toGenericString, which says more on newer JDKs.
    StringBuilder head = new StringBuilder(Modifier.toString(type.getModifiers()));
    head.append(type.isInterface() ? "" : type.isEnum() ? " enum" : " class");
    append(head, " of ", (Type[]) type.getTypeParameters());
    append(head, " extends ", type.getGenericSuperclass());
    append(head, " implements ", type.getGenericInterfaces());
    if (type.isSealed()) {
      append(head, " permits ", (Type[]) type.getPermittedSubclasses());
    }
    if (type.isRecord()) {
      head.append(
          Arrays.stream(type.getRecordComponents())
              .map(each -> each.getGenericType().getTypeName() + " " + each.getName())
              .collect(Collectors.joining(COMPONENT_SEPARATOR, " of ", "")));
    }
    return head.toString();
  }

  private static void append(StringBuilder head, String word, Type... types) {
    String names =
        Arrays.stream(types)
            .filter(each -> each != null && each != Object.class)
            .map(Type::getTypeName)
            .collect(Collectors.joining(", "));
    head.append(names.isEmpty() ? "" : word + names);
  }

  private static String constant(Field field) {
    int modifiers = field.getModifiers();
    boolean copied = field.getType().isPrimitive() || field.getType() == String.class;
    // The version is what all this is compared by.
    if (!copied || !Modifier.isStatic(modifiers) || field.getName().equals("SPI_VERSION")) {
      return "";
    }
    try {
      return " = " + field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isVisible(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return isVisible(type.getModifiers())
        && !type.isAnonymousClass()
        && (outer == null || isVisible(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }
}
