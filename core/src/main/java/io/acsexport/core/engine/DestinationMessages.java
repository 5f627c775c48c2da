package io.acsexport.core.engine;

import io.acsexport.core.config.DestinationConfig;
import io.acsexport.core.routing.DestinationRoute;
import io.acsexport.core.routing.MessageFactory;
import io.acsexport.core.routing.OrderingKey;
import io.acsexport.core.routing.RouteTemplates;
import io.acsexport.core.routing.TemplateException;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/** Makes what makes a destination's messages, for delivery and for whoever only looks. */
final class DestinationMessages {

  private DestinationMessages() {}

  /**
   * The messages of a destination.
   *
   * @param attributes of the installation
   * @throws IllegalArgumentException when the configuration was not validated
   */
  static MessageFactory of(
      DestinationConfig config,
      String node,
      Map<String, String> attributes,
      UUID spool,
      Clock clock) {
    try {
      DestinationRoute route =
          new DestinationRoute(
              config.name(),
              config.filter(),
              OrderingKey.parse(config.keyTemplate(), attributes.keySet()),
              RouteTemplates.of(
                  config.provider().settings(), config.settings(), attributes.keySet()),
              config.format());
      return new MessageFactory(node, route, attributes, spool, clock);
    } catch (TemplateException e) {
      throw new IllegalArgumentException(
          "destination " + config.name() + " was not validated: " + e.getMessage(), e);
    }
  }
}
