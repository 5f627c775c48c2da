package io.acsexport.cli;

import io.acsexport.core.plugin.TransportCatalog;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the command finds where it runs.
 *
 * @param terminal where it writes
 * @param in where it reads when told to read {@code -}; never closed by it
 * @param inIsTerminal whether somebody can answer a question there
 * @param environment environment variables
 * @param clock for stamps
 * @param home folder of the installation as the launcher found it, or null where nobody knows
 * @param transports loads the transports below a home; the caller closes them
 * @param again the command line of a process that does the same with these arguments; empty where
 *     there can be none
 */
record Surroundings(
    Terminal terminal,
    InputStream in,
    boolean inIsTerminal,
    Map<String, String> environment,
    Clock clock,
    @Nullable Path home,
    Function<Path, TransportCatalog> transports,
    UnaryOperator<List<String>> again) {}
