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
import java.util.function.Supplier;

/**
 * Calls a provider, and what it creates, with the provider's own context class loader. A transport
 * may come from another loader of the same plugin than the one before; the provider is then one
 * that was made there.
 */
@SuppressWarnings("try") // The context loader is a scope; nothing in it is called.
final class IsolatedProvider implements TransportProvider {

  /** A provider and where it lives. */
  private record Home(TransportProvider provider, ClassLoader loader) {}

  private final Supplier<LoaderUse> loaders;
  private volatile Home home;

  /** One that stays where it is. */
  IsolatedProvider(TransportProvider provider, ClassLoader loader) {
    this(provider, loader, () -> LoaderUse.begun(loader));
  }

  /**
   * One that moves.
   *
   * @param loaders gives the loader for each transport, counting as its user
   */
  IsolatedProvider(TransportProvider provider, ClassLoader loader, Supplier<LoaderUse> loaders) {
    this.home = new Home(provider, loader);
    this.loaders = loaders;
  }

  private synchronized TransportProvider in(ClassLoader loader) {
    Home present = home;
    if (present.loader() != loader) {
      present = new Home(again(present.provider().getClass().getName(), loader), loader);
      home = present;
    }
    return present.provider();
  }

  private static TransportProvider again(String type, ClassLoader loader) {
    try {
      return (TransportProvider) loader.loadClass(type).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be loaded again", e);
    }
  }

  @Override
  public String name() {
    Home now = home;
    try (ContextLoader context = ContextLoader.enter(now.loader())) {
      return now.provider().name();
    }
  }

  @Override
  public int spiVersion() {
    Home now = home;
    try (ContextLoader context = ContextLoader.enter(now.loader())) {
      return now.provider().spiVersion();
    }
  }

  @Override
  public String version() {
    Home now = home;
    try (ContextLoader context = ContextLoader.enter(now.loader())) {
      return now.provider().version();
    }
  }

  @Override
  public String description() {
    Home now = home;
    try (ContextLoader context = ContextLoader.enter(now.loader())) {
      return now.provider().description();
    }
  }

  @Override
  public SettingSpecs settings() {
    Home now = home;
    try (ContextLoader context = ContextLoader.enter(now.loader())) {
      return now.provider().settings();
    }
  }

  @Override
  public Map<String, ImpliedSetting> implied(Settings settings) throws SettingException {
    Home now = home;
    try (ContextLoader context = ContextLoader.enter(now.loader())) {
      return now.provider().implied(settings);
    }
  }

  @Override
  public Transport create(TransportContext context) throws SettingException {
    LoaderUse use = loaders.get();
    try {
      return create(context, use);
    } catch (Throwable e) {
      try {
        use.failed(e);
      } finally {
        use.end();
      }
      throw e;
    }
  }

  private Transport create(TransportContext context, LoaderUse use) throws SettingException {
    ClassLoader loader = use.loader();
    Transport transport;
    try (ContextLoader entered = ContextLoader.enter(loader)) {
      transport =
          Objects.requireNonNull(
              in(loader).create(new IsolatedContext(context, loader)), "create() is null");
    }
    // The engine asks for a capability with instanceof, so the wrapper has exactly those of the
    // transport.
    if (transport instanceof Tailable tailable) {
      return transport instanceof Checkable checkable
          ? new IsolatedTransport.TailableAndCheckable(transport, tailable, checkable, use)
          : new IsolatedTransport.OnlyTailable(transport, tailable, use);
    }
    return transport instanceof Checkable checkable
        ? new IsolatedTransport.OnlyCheckable(transport, checkable, use)
        : new IsolatedTransport(transport, use);
  }

  @Override
  public String toString() {
    Home now = home;
    return "IsolatedProvider[" + now.provider().getClass().getName() + " in " + now.loader() + "]";
  }
}
