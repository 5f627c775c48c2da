package io.acsexport.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;

class CompressionTest {

  @Test
  void inALoaderOfItsOwnTheDefaultCodecUnpacksNoNativeCode() throws Exception {
    URL jar = LZ4Factory.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader plugin =
        new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
      Object factory =
          plugin.loadClass(LZ4Factory.class.getName()).getMethod("fastestInstance").invoke(null);
      Object loaded =
          plugin.loadClass("net.jpountz.util.Native").getMethod("isLoaded").invoke(null);

      assertThat(factory.toString()).contains("Java");
      assertThat(loaded).isEqualTo(false);
    }
  }
}
