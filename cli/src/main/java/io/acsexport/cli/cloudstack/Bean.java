package io.acsexport.cli.cloudstack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bean as a file describes it.
 *
 * @param id its id or name, or null
 * @param className of the bean or of its parent, or null
 * @param template whether it only serves others as a parent
 * @param parent the bean it takes properties from, or null
 * @param owner the bean inside which it stands, or null
 * @param firstLine where its element begins
 * @param lastLine where its element ends
 * @param properties by their names in Java's form; immutable, sorted
 * @param constructorArguments names or numbers of those that are given
 */
public record Bean(
    @Nullable String id,
    @Nullable String className,
    boolean template,
    @Nullable String parent,
    @Nullable String owner,
    int firstLine,
    int lastLine,
    Map<String, PropertyValue> properties,
    List<String> constructorArguments) {

  /** Copies what can change. */
  public Bean {
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    constructorArguments = List.copyOf(constructorArguments);
  }

  /** For people: its id, or its class where it has none. */
  public String name() {
    if (id != null) {
      return id;
    }
    return className == null ? "without id" : className.substring(className.lastIndexOf('.') + 1);
  }

  /** Which bus it is, or null where it is none that is known. */
  public @Nullable Bus bus() {
    return Bus.of(className);
  }

  /** With what the parent has and it has not. */
  Bean inheriting(Bean from) {
    Map<String, PropertyValue> all = new TreeMap<>(from.properties);
    all.putAll(properties);
    List<String> arguments = new ArrayList<>(from.constructorArguments);
    constructorArguments.stream().filter(name -> !arguments.contains(name)).forEach(arguments::add);
    return new Bean(
        id,
        className == null ? from.className : className,
        template,
        parent,
        owner,
        firstLine,
        lastLine,
        all,
        arguments);
  }
}
