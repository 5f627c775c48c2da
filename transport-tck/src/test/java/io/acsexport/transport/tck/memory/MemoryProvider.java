package io.acsexport.transport.tck.memory;

import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingProblem;
import io.acsexport.transport.SettingSpec;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.SettingType;
import io.acsexport.transport.Settings;
import io.acsexport.transport.TemplateRules;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Provides transports to a broker in memory, right ones or such with one fault. */
public final class MemoryProvider implements TransportProvider {

  private final MemoryBroker broker;
  private final Fault fault;
  private @Nullable Transport only;

  /** Constructed by {@link java.util.ServiceLoader}. */
  public MemoryProvider() {
    this(new MemoryBroker(), Fault.NONE);
  }

  MemoryProvider(MemoryBroker broker, Fault fault) {
    this.broker = broker;
    this.fault = fault;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public int spiVersion() {
    return TransportProvider.SPI_VERSION + (fault == Fault.WAS_BUILT_FOR_ANOTHER_CONTRACT ? 1 : 0);
  }

  @Override
  public String description() {
    return "A broker in memory.";
  }

  @Override
  public SettingSpecs settings() {
    String timeout = fault == Fault.HAS_A_DEFAULT_THAT_DOES_NOT_FIT ? "soon" : "5 s";
    TemplateRules any = TemplateRules.any();
    if (fault == Fault.HAS_ONE_TEMPLATE_MORE) {
      return SettingSpecs.of(
          SettingSpec.template("topic", any, "Where to write."),
          SettingSpec.template("key", any, "What nobody expands."));
    }
    return SettingSpecs.of(
        SettingSpec.template("topic", any, "Where to write.").mandatory(),
        SettingSpec.choice("security", "How to log in.", "none", "password").byDefault("none"),
        SettingSpec.of("username", SettingType.STRING, "Who we are."),
        SettingSpec.of("password", SettingType.SECRET, "How we prove it."),
        SettingSpec.of("timeout", SettingType.DURATION, "How long to wait.").byDefault(timeout));
  }

  @Override
  public Transport create(TransportContext context) throws SettingException {
    if (fault != Fault.ACCEPTS_ANY_SETTINGS) {
      validate(context.settings());
    }
    boolean stopsAtFailure = fault != Fault.GOES_ON_BEHIND_A_FAILED_MESSAGE;
    boolean holdsBack = fault != Fault.FORGETS_WHAT_FAILED;
    MemoryTransport right = new MemoryTransport(broker, context, stopsAtFailure, holdsBack);
    if (fault == Fault.CANNOT_BE_READ_BACK) {
      return new PlainTransport(right);
    }
    if (fault == Fault.NONE) {
      return right;
    }
    FaultyTransport made = new FaultyTransport(right, broker, context, fault);
    if (fault == Fault.MAKES_ONE_TRANSPORT_FOR_ALL) {
      only = only == null ? made : only;
      return only;
    }
    return made;
  }

  private void validate(Settings settings) throws SettingException {
    List<SettingProblem> problems = new ArrayList<>();
    if (settings.string("security").equals("password")) {
      for (String needed : List.of("username", "password")) {
        if (!settings.has(needed)) {
          problems.add(new SettingProblem(needed, "is needed to log in"));
        }
      }
    }
    if (fault == Fault.REPORTS_ONE_PROBLEM_AT_A_TIME && problems.size() > 1) {
      problems.remove(1);
    }
    if (!problems.isEmpty()) {
      throw new SettingException(problems);
    }
  }
}
