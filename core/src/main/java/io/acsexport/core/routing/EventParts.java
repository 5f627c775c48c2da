package io.acsexport.core.routing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What templates are made of: an event's properties, or those of a gap event.
 *
 * @param id also the {@code acs-id} header; so are the following, each with its own
 * @param node the management server
 * @param category null where ACS gave none; so are the next four
 * @param attributes what the operator wrote about the installation
 */
record EventParts(
    String id,
    String node,
    @Nullable String category,
    @Nullable String type,
    @Nullable String source,
    @Nullable String resourceType,
    @Nullable String resourceUuid,
    Map<String, String> attributes) {}
