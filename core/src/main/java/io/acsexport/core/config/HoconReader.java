package io.acsexport.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import io.acsexport.core.config.TextFiles.UnreadableException;
import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Parses the main file and what it includes. Includes are files only, relative to the file that
 * names them, and must be there: HOCON would pass over a missing one, and fetch URLs.
 */
final class HoconReader {

  private record SyntaxError(Position position, String message) {}

  /** HOCON takes minutes to resolve some thousands that stand on one key. */
  private static final int MOST_SUBSTITUTIONS = 500;

  private static final String SUBSTITUTION = "\\$\\{";

  private static final String TOO_MANY =
      "has more than "
          + MOST_SUBSTITUTIONS
          + " substitutions ${…}, with what it includes; write values in their place";

  private static final String REST_UNSEEN =
      ". Keys and values are looked at once the file can be read";

  private final TextFiles files;
  private final Sources sources;
  private final Problems problems;
  private final Map<Path, String> texts = new TreeMap<>();
  private final List<SyntaxError> syntaxErrors = new ArrayList<>();
  private int substitutions;

  HoconReader(TextFiles files, Sources sources, Problems problems) {
    this.files = files;
    this.sources = sources;
    this.problems = problems;
  }

  /** The main file, not yet resolved; null where a syntax error was found, which is reported. */
  @Nullable Config parse(Path file, String text) {
    Config parsed = parse(file, text, List.of(file), List.of());
    for (int i = 0; i < syntaxErrors.size(); i++) {
      SyntaxError error = syntaxErrors.get(i);
      String message = error.message();
      if (i == syntaxErrors.size() - 1) {
        message += REST_UNSEEN;
      }
      problems.add(error.position(), "", message);
    }
    return syntaxErrors.isEmpty() ? parsed : null;
  }

  /** The main file and what it includes, as read. */
  Map<Path, String> texts() {
    return Collections.unmodifiableMap(texts);
  }

  private Config parse(Path file, String text, List<Path> chain, List<String> block) {
    texts.put(file, text);
    substitutions += text.split(SUBSTITUTION, -1).length - 1;
    if (substitutions > MOST_SUBSTITUTIONS) {
      String unused = sources.add(file, List.of());
      problems.add(new Position(sources.size() - 1, 0), "", TOO_MANY);
      return ConfigFactory.empty();
    }
    ConfigSyntax syntax = syntax(file);
    SyntaxErrors errors = SyntaxErrors.of(text, syntax, new NoIncludes());
    String readable = errors.readable();
    WrittenKeys keys = WrittenKeys.of(syntax == ConfigSyntax.CONF ? readable : "");
    String mark = sources.add(file, keys.found().stream().map(key -> key.within(block)).toList());
    int number = sources.size() - 1;
    errors
        .found()
        .forEach(
            error ->
                syntaxErrors.add(
                    new SyntaxError(new Position(number, error.line()), error.message())));
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(syntax)
            .setOriginDescription(mark)
            .setIncluder(new Includer(file, number, keys.includes(), chain, block));
    return ConfigFactory.parseString(
        syntax == ConfigSyntax.CONF ? keys.withQuotedIncludes() : readable, options);
  }

  private static ConfigSyntax syntax(Path file) {
    String name = file.toString();
    if (name.endsWith(".json")) {
      return ConfigSyntax.JSON;
    }
    return name.endsWith(".properties") ? ConfigSyntax.PROPERTIES : ConfigSyntax.CONF;
  }

  /** Passes over every include. */
  private static class NoIncludes
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      return ConfigFactory.empty().root();
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      return ConfigFactory.empty().root();
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      return ConfigFactory.empty().root();
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }
  }

  /** Includes files on behalf of one file. */
  private final class Includer extends NoIncludes {

    private final Path file;
    private final int number;
    private final Iterator<WrittenInclude> directives;
    private final List<Path> chain;
    private final List<String> block;

    Includer(
        Path file,
        int number,
        List<WrittenInclude> directives,
        List<Path> chain,
        List<String> block) {
      this.file = file;
      this.number = number;
      this.directives = directives.iterator();
      this.chain = chain;
      this.block = block;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      WrittenInclude directive = next();
      Path included = file.toAbsolutePath().resolveSibling(what).normalize();
      if (chain.contains(included)) {
        return refuse(directive, "includes itself by way of " + included);
      }
      String content;
      try {
        content = files.read(included);
      } catch (UnreadableException e) {
        return refuse(directive, "cannot include '" + what + "': " + e.reason());
      }
      List<Path> longer = new ArrayList<>(chain);
      longer.add(included);
      List<String> inner = new ArrayList<>(block);
      inner.addAll(directive.block());
      return parse(included, content, longer, inner).root();
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      return refuse(next(), "cannot include a URL; only files can be included");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      return refuse(next(), "cannot include from the class path; only files can be included");
    }

    /** HOCON does not say where the include stands, but asks in the order of the text. */
    private WrittenInclude next() {
      return directives.hasNext() ? directives.next() : new WrittenInclude(List.of(), 0);
    }

    private ConfigObject refuse(WrittenInclude directive, String message) {
      problems.add(new Position(number, directive.line()), "", message);
      return ConfigFactory.empty().root();
    }
  }
}
