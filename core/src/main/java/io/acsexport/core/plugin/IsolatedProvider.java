package io.acsexport.core.plugin;

import io.acsexport.transport.Checkable;
import io.acsexport.transport.ImpliedSetting;
import io.acsexport.transport.SettingException;
import io.acsexport.transport.SettingSpecs;
import io.acsexport.transport.Settings;
import io.acsexport.transport.Tailable;
import io.acsexport.transport.Transport;
import io.acsexport.transport.TransportContext;
import io.acsexport.transport.TransportProvider;
import java.util.Map;
import java.util.Objects;

/** Calls a provider, and what it creates, with the provider's own context class loader. */
@SuppressWarnings("try") // The context loader is a scope; nothing in it is called.
final class IsolatedProvider implements TransportProvider {

  private final TransportProvider provider;
  private final ClassLoader loader;

  IsolatedProvider(TransportProvider provider, ClassLoader loader) {
    this.provider = provider;
    this.loader = loader;
  }

  @Override
  public String name() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return provider.name();
    }
  }

  @Override
  public int spiVersion() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return provider.spiVersion();
    }
  }

  @Override
  public String version() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return provider.version();
    }
  }

  @Override
  public String description() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return provider.description();
    }
  }

  @Override
  public SettingSpecs settings() {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return provider.settings();
    }
  }

  @Override
  public Map<String, ImpliedSetting> implied(Settings settings) throws SettingException {
    try (ContextLoader context = ContextLoader.enter(loader)) {
      return provider.implied(settings);
    }
  }

  @Override
  public Transport create(TransportContext context) throws SettingException {
    Transport transport;
    try (ContextLoader entered = ContextLoader.enter(loader)) {
      transport =
          Objects.requireNonNull(
              provider.create(new IsolatedContext(context, loader)), "create() is null");
    }
    // The engine asks for a capability with instanceof, so the wrapper has exactly those of the
    // transport.
    if (transport instanceof Tailable tailable) {
      return transport instanceof Checkable checkable
          ? new IsolatedTransport.TailableAndCheckable(transport, tailable, checkable, loader)
          : new IsolatedTransport.OnlyTailable(transport, tailable, loader);
    }
    return transport instanceof Checkable checkable
        ? new IsolatedTransport.OnlyCheckable(transport, checkable, loader)
        : new IsolatedTransport(transport, loader);
  }

  @Override
  public String toString() {
    return "IsolatedProvider[" + provider.getClass().getName() + " in " + loader + "]";
  }
}
