package io.acsexport.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the main file and what it includes. Includes are files only, relative to the file that
 * names them, and must be there: HOCON would pass over a missing one, and fetch URLs.
 */
final class HoconReader {

  private final TextFiles files;
  private final Sources sources;
  private final Problems problems;
  private final Map<Path, String> texts = new TreeMap<>();

  HoconReader(TextFiles files, Sources sources, Problems problems) {
    this.files = files;
    this.sources = sources;
    this.problems = problems;
  }

  /** The main file, not yet resolved; null where it has a syntax error, which is reported. */
  @Nullable Config parse(Path file, String text) {
    try {
      return parse(file, text, List.of(file));
    } catch (ConfigException e) {
      Position position = Sources.positionOf(e.origin());
      problems.add(position == null ? Position.START : position, "", SyntaxMessages.of(e));
      return null;
    }
  }

  /** The main file and what it includes, as read. */
  Map<Path, String> texts() {
    return Collections.unmodifiableMap(texts);
  }

  private Config parse(Path file, String text, List<Path> chain) {
    texts.put(file, text);
    ConfigSyntax syntax = syntax(file);
    WrittenKeys keys = WrittenKeys.of(syntax == ConfigSyntax.CONF ? text : "");
    String mark = sources.add(file, keys.found());
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(syntax)
            .setOriginDescription(mark)
            .setIncluder(new Includer(file, text, mark, chain));
    return ConfigFactory.parseString(
        syntax == ConfigSyntax.CONF ? keys.withQuotedIncludes() : text, options);
  }

  private static ConfigSyntax syntax(Path file) {
    String name = file.toString();
    if (name.endsWith(".json")) {
      return ConfigSyntax.JSON;
    }
    return name.endsWith(".properties") ? ConfigSyntax.PROPERTIES : ConfigSyntax.CONF;
  }

  /** Includes files on behalf of one file. */
  private final class Includer
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    private final Path file;
    private final String text;
    private final int number;
    private final List<Path> chain;

    Includer(Path file, String text, String mark, List<Path> chain) {
      this.file = file;
      this.text = text;
      this.number = Integer.parseInt(mark.replace("@", ""));
      this.chain = chain;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      Path included = file.toAbsolutePath().resolveSibling(what).normalize();
      if (chain.contains(included)) {
        return refuse(what, "includes itself by way of " + included);
      }
      String content;
      try {
        content = files.read(included);
      } catch (UnreadableException e) {
        return refuse(what, "cannot include '" + what + "': " + e.reason());
      }
      List<Path> longer = new ArrayList<>(chain);
      longer.add(included);
      return parse(included, content, longer).root();
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      return refuse(what.toString(), "cannot include a URL; only files can be included");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      return refuse(what, "cannot include from the class path; only files can be included");
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    private ConfigObject refuse(String what, String message) {
      problems.add(new Position(number, lineOf(what)), "", message);
      return ConfigFactory.empty().root();
    }

    /** HOCON does not say where the include stands. */
    private int lineOf(String what) {
      Matcher matcher =
          Pattern.compile("(?m)^[^#\\n]*\\binclude\\b[^#\\n]*\"" + Pattern.quote(what) + "\"")
              .matcher(text);
      return matcher.find() ? (int) text.substring(0, matcher.end()).lines().count() : 0;
    }
  }
}
