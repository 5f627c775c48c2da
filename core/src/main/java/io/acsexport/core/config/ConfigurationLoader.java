package io.acsexport.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.acsexport.core.config.TextFiles.UnreadableException;
import io.acsexport.core.plugin.TransportCatalog;
import io.acsexport.transport.TransportProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads a configuration file. */
public final class ConfigurationLoader {

  private final TransportCatalog transports;
  private final Map<String, String> environment;
  private final TextFiles files;
  private final Sources sources;
  private final Problems problems;

  private ConfigurationLoader(
      Path file,
      TransportCatalog transports,
      Map<String, String> environment,
      TextFiles.Source disk) {
    this.transports = transports;
    this.environment = environment;
    this.files = new TextFiles(disk);
    this.sources = new Sources(file);
    this.problems = new Problems(sources);
  }

  /**
   * Reads and checks a file and everything it includes and names. Makes no transport: {@link
   * TransportProvider#create} may yet refuse a destination's settings; see {@link
   * LoadedConfiguration#problems}.
   *
   * @param file relative paths in it start at its folder
   * @param transports those installed
   * @param environment what {@code ${NAME}} can name
   * @throws ConfigurationException with every problem found
   */
  public static LoadedConfiguration load(
      Path file, TransportCatalog transports, Map<String, String> environment)
      throws ConfigurationException {
    return load(file, transports, environment, TextFiles::fromDisk);
  }

  /**
   * The same with the texts that some files once held.
   *
   * @param texts by absolute path, as {@link LoadedConfiguration#texts()}; files that are not among
   *     them are read
   */
  public static LoadedConfiguration load(
      Path file,
      TransportCatalog transports,
      Map<String, String> environment,
      Map<Path, String> texts)
      throws ConfigurationException {
    return load(
        file,
        transports,
        environment,
        (path, limit) -> {
          String text = texts.get(path);
          return text == null
              ? TextFiles.fromDisk(path, limit)
              : text.getBytes(StandardCharsets.UTF_8);
        });
  }

  /** The same with a file system that can be made to fail. */
  static LoadedConfiguration load(
      Path file,
      TransportCatalog transports,
      Map<String, String> environment,
      TextFiles.Source disk)
      throws ConfigurationException {
    Path absolute = file.toAbsolutePath().normalize();
    ConfigurationLoader loader = new ConfigurationLoader(absolute, transports, environment, disk);
    try {
      return loader.load(absolute);
    } catch (StackOverflowError e) {
      // Parsers go down a level for each bracket. Nothing but this loader is left half done.
      throw new ConfigurationException(
          absolute,
          List.of(
              new ConfigurationProblem(
                  absolute.toString(),
                  "",
                  "nests blocks, lists or keys too deeply to be read; take some levels out")),
          loader.files.seen());
    }
  }

  private LoadedConfiguration load(Path file) throws ConfigurationException {
    String text;
    try {
      text = files.read(file);
    } catch (UnreadableException e) {
      throw new ConfigurationException(
          file, List.of(new ConfigurationProblem(file.toString(), "", e.reason())), files.seen());
    }
    HoconReader hocon = new HoconReader(files, sources, problems);
    Config parsed = hocon.parse(file, text);
    Config resolved =
        parsed == null ? null : new Substitutions(environment, problems).resolve(parsed);
    if (resolved == null) {
      throw new ConfigurationException(file, problems.sorted(), files.seen());
    }
    sources.reportDropped(problems);
    return read(file, resolved.root(), hocon.texts());
  }

  private LoadedConfiguration read(Path file, ConfigObject root, Map<Path, String> texts)
      throws ConfigurationException {
    ConfigObject engine = engineBlock(root);
    Destinations destinations = Destinations.of(engine, transports, sources, problems);
    ResolvedSettings settings =
        new SettingsReader(sources, files, problems, engine.get("attributes"))
            .read(engine, EngineSettings.all(destinations.settings()), EngineSettings.ROOT);
    EngineRules rules = new EngineRules(problems);
    rules.check(settings);
    RoutingRules routing =
        new RoutingRules(problems, settings.nativeProperties("attributes").reveal().keySet());
    ResolvedSettings blocks = settings.group("destinations");
    for (String name : destinations.settings().keySet()) {
      rules.checkDestination(blocks.group(name));
      routing.check(blocks.group(name));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(file, problems.sorted(), files.seen());
    }
    return new LoadedConfiguration(
        ConfigMapper.map(settings, destinations.providers(), files),
        new EffectiveConfiguration(
            new EffectiveNode.Block(Map.of(EngineSettings.ROOT, settings.shown()))),
        files.seen(),
        texts,
        problems);
  }

  /** The block that holds everything; empty where the file has none. */
  private ConfigObject engineBlock(ConfigObject root) {
    root.forEach(
        (key, value) -> {
          if (!key.equals(EngineSettings.ROOT)) {
            Position position = sources.positionOf(value, key);
            problems.add(
                position == null ? Position.START : position,
                key,
                "is no known key; everything stands inside " + EngineSettings.ROOT + " { … }");
          }
        });
    ConfigValue engine = root.get(EngineSettings.ROOT);
    if (engine == null || engine.valueType() == ConfigValueType.NULL) {
      return ConfigFactory.empty().root();
    }
    Position position = sources.positionOf(engine, EngineSettings.ROOT);
    problems.place(EngineSettings.ROOT, position == null ? Position.START : position);
    if (engine instanceof ConfigObject block) {
      return block;
    }
    problems.add(EngineSettings.ROOT, "must be a block { … }");
    return ConfigFactory.empty().root();
  }
}
