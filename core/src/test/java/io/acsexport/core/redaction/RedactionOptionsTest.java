package io.acsexport.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RedactionOptionsTest {

  @Test
  void byDefaultSecretsAreMasked() {
    RedactionOptions options = RedactionOptions.defaults();
    assertThat(options.enabled()).isTrue();
    assertThat(options.keys())
        .isEqualTo(RedactionOptions.DEFAULT_KEYS)
        .contains("password", "sessionkey", "signature", "apikey", "secretkey", "userdata")
        .doesNotContain("passwordenabled", "key", "value", "name");
  }

  @Test
  void everyDefaultKeyIsUsableAndInLowerCase() {
    for (String key : RedactionOptions.DEFAULT_KEYS) {
      assertThat(RedactionOptions.problem(key)).isNull();
      assertThat(key).isLowerCase();
    }
  }

  @Test
  void keysAreKeptInLowerCase() {
    assertThat(new RedactionOptions(true, Set.of("IBAN")).keys()).containsExactly("iban");
  }

  @Test
  void aKeyThatCouldNeverMatchIsRefused() {
    assertThatThrownBy(() -> new RedactionOptions(true, Set.of("details.password")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'details.password'")
        .hasMessageContaining("the last part of the name");
    assertThat(RedactionOptions.problem("")).isNotNull();
    assertThat(RedactionOptions.problem("schl\u00fcssel")).isNotNull();
  }
}
