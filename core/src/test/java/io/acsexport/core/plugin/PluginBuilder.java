package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

  private boolean newerJava;

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

  /** Makes the classes look as if a later JDK had compiled them. */
  PluginBuilder forNewerJava() {
    newerJava = true;
    return this;
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
    Map<String, String> methods = new LinkedHashMap<>();
    methods.put("String name()", "return \"" + operatorName + "\";");
    methods.put("int spiVersion()", "return SPI_VERSION;");
    methods.put("String description()", "return " + description + ";");
    methods.put("SettingSpecs settings()", "return SettingSpecs.of();");
    methods.put(
        "Transport create(TransportContext context)", "throw new UnsupportedOperationException();");
    StringBuilder body = new StringBuilder("import io.acsexport.transport.*;\n");
    body.append("public class ").append(simple).append(" implements TransportProvider {\n");
    methods.forEach(
        (signature, code) -> {
          if (!members.contains(signature)) {
            body.append("public ").append(signature).append(" { ").append(code).append(" }\n");
          }
        });
    return type(name, body.append(members).append("\n}\n").toString());
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
          jar.write(classFile(path));
        }
      }
      for (Map.Entry<String, String> resource : resources.entrySet()) {
        jar.putNextEntry(new JarEntry(resource.getKey()));
        jar.write(resource.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return target;
  }

  private byte[] classFile(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    if (newerJava) {
      // The major version, behind the magic number and the minor one.
      bytes[7] = 99;
    }
    return bytes;
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
