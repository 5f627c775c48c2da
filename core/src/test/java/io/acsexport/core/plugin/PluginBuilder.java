package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles sources into the jars of a plugin, as a third party's build would. */
public final class PluginBuilder {

  private final Path work;
  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, String> resources = new TreeMap<>();
  private final List<String> left = new ArrayList<>();

  public PluginBuilder(Path work) {
    this.work = work;
  }

  /** Adds a class; its package is that of its name. */
  public PluginBuilder type(String name, String body) {
    int dot = name.lastIndexOf('.');
    String header = "package " + name.substring(0, dot) + ";\n";
    sources.put(name.replace('.', '/') + ".java", header + body);
    return this;
  }

  PluginBuilder resource(String name, String content) {
    resources.put(name, content);
    return this;
  }

  public PluginBuilder service(String... providers) {
    return resource(
        "META-INF/services/io.acsexport.transport.TransportProvider", String.join("\n", providers));
  }

  /** Leaves a compiled class out of the jar. */
  PluginBuilder without(String name) {
    left.add(name.replace('.', '/') + ".class");
    return this;
  }

  /**
   * A transport whose class is {@code name} and whose {@code description()} is what the expression
   * says; further members may override others.
   */
  PluginBuilder transport(String name, String operatorName, String description, String members) {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    String spi = members.contains("spiVersion()") ? "" : "public int spiVersion() { return 0; }\n";
    return type(
        name,
        """
        import io.acsexport.transport.*;
        public class %s implements TransportProvider {
          public String name() { return "%s"; }
          public String description() { return %s; }
          public SettingSpecs settings() { return SettingSpecs.of(); }
          public Transport create(TransportContext context) { throw new UnsupportedOperationException(); }
          %s
          %s
        }
        """
            .formatted(simple, operatorName, description, spi, members));
  }

  public Path jar(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Path root = Files.createTempDirectory(Files.createDirectories(work), "classes");
    compile(root);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "7.5");
    try (OutputStream file = Files.newOutputStream(target);
        JarOutputStream jar = new JarOutputStream(file, manifest);
        Stream<Path> classes = Files.walk(root)) {
      for (Path path : classes.filter(Files::isRegularFile).sorted().toList()) {
        String name = root.relativize(path).toString();
        if (name.endsWith(".class") && !left.contains(name)) {
          jar.putNextEntry(new JarEntry(name));
          Files.copy(path, jar);
        }
      }
      for (Map.Entry<String, String> resource : resources.entrySet()) {
        jar.putNextEntry(new JarEntry(resource.getKey()));
        jar.write(resource.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return target;
  }

  private void compile(Path root) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", root.toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = root.resolve(source.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
  }
}
