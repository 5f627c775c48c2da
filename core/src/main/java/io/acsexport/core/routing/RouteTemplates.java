package io.acsexport.core.routing;

import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads the templates among a destination's settings. */
public final class RouteTemplates {

  private RouteTemplates() {}

  /**
   * Every setting with a value that the provider declared as a template, by its key; one inside a
   * block by block and key, such as {@code exchange.name}.
   *
   * @throws TemplateException for the first that cannot be read, with its key in the message
   */
  public static Map<String, Template> of(
      SettingSpecs specs, Settings settings, Set<String> attributeNames) throws TemplateException {
    Map<String, Template> templates = new LinkedHashMap<>();
    collect("", specs, settings, attributeNames, templates);
    return templates;
  }

  private static void collect(
      String prefix,
      SettingSpecs specs,
      Settings settings,
      Set<String> attributeNames,
      Map<String, Template> templates)
      throws TemplateException {
    for (SettingSpec spec : specs.specs()) {
      String key = prefix + spec.key();
      if (spec.type() == SettingType.GROUP) {
        SettingSpecs children = Objects.requireNonNull(spec.children());
        collect(key + ".", children, settings.group(spec.key()), attributeNames, templates);
      } else if (spec.templateRules() != null && settings.has(spec.key())) {
        String text = settings.string(spec.key());
        try {
          templates.put(key, Template.parse(text, spec.templateRules(), attributeNames));
        } catch (TemplateException e) {
          throw new TemplateException(key, e);
        }
      }
    }
  }
}
