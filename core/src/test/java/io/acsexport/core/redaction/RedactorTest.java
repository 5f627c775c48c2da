package io.acsexport.core.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

  private final Redactor redactor = new Redactor(RedactionOptions.defaults());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "currentpassword",
        "oldpassword",
        "sessionkey",
        "signature",
        "apikey",
        "userapikey",
        "secretkey",
        "usersecretkey",
        "accesskey",
        "userdata",
        "token",
        "privatekey",
        "ipsecpsk",
        "presharedkey",
        "chapInitiatorSecret",
        "chapTargetSecret",
        "vncpassword",
        "secretcode",
        "bindpass",
        "snmpcommunity",
        "dockerregistrypassword",
        "PASSWORD",
        "SessionKey"
      })
  void everyKindOfSecretIsMaskedInTheParametersOfAJob(String key) {
    assertThat(redact("{\"cmdInfo\":{\"id\":\"1\",\"" + key + "\":\"s3cr3t\",\"x\":\"y\"}}"))
        .isEqualTo("{\"cmdInfo\":{\"id\":\"1\",\"" + key + "\":\"****\",\"x\":\"y\"}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "passwordenabled",
        "sshkeyenabled",
        "signatureversion",
        "userdataid",
        "keypair",
        "publickey",
        "tokens",
        "xpassword",
        "my password",
        "password ",
        "pass word",
        ""
      })
  void aNameThatOnlyLooksLikeASecretIsLeftAlone(String key) {
    unchanged("{\"" + key + "\":\"true\",\"a\":\"password\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"password":123,"a":1}              | {"password":"****","a":1}
          {"password": -1.5e3 }               | {"password": "****" }
          {"password":true}                   | {"password":"****"}
          {"password":null}                   | {"password":"****"}
          {"password":""}                     | {"password":"****"}
          {"token":["a",{"b":"c]"}],"d":[1]}  | {"token":"****","d":[1]}
          {"token":{"a":{"b":"}"}},"d":1}     | {"token":"****","d":1}
          {"token":[],"d":{}}                 | {"token":"****","d":{}}
          {"token" \t:\t "a", "b" : "c"}      | {"token" \t:\t "****", "b" : "c"}
          {"token":"a\\"b\\\\","b":"c"}       | {"token":"****","b":"c"}
          [[{"x":[{"token":"a"}]}],"token"]   | [[{"x":[{"token":"****"}]}],"token"]
          {"token":"a","token":"b"}           | {"token":"****","token":"****"}
          """)
  void theWholeValueIsMaskedWhateverItIs(String body, String expected) {
    assertThat(redact(body)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"details[0].secretkey":"a","b":"c"}   | {"details[0].secretkey":"****","b":"c"}
          {"a.b.Password":"a"}                   | {"a.b.Password":"****"}
          {"token[0]":"a","token[1]":"b"}        | {"token[0]":"****","token[1]":"****"}
          {"Encrypted.Password":"a"}             | {"Encrypted.Password":"****"}
          {"password.policy":"a"}                | {"password.policy":"a"}
          {"details[0].passwordenabled":"true"}  | {"details[0].passwordenabled":"true"}
          {"userdatadetails[0].x":"a"}           | {"userdatadetails[0].x":"****"}
          """)
  void ofAFlattenedNameTheLastPartDecides(String body, String expected) {
    assertThat(redact(body)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"details[0].key":"secretkey","details[0].value":"a"} | {"details[0].key":"secretkey","details[0].value":"****"}
          {"details[0].value":"a","details[0].key":"SecretKey"} | {"details[0].value":"****","details[0].key":"SecretKey"}
          {"details[0].value":[1],"details[0].key":"token"}     | {"details[0].value":"****","details[0].key":"token"}
          {"details[0].value":7,"x":1,"details[0].key":"token"} | {"details[0].value":"****","x":1,"details[0].key":"token"}
          {"details[1].value":"a","details[0].key":"secretkey"} | {"details[1].value":"a","details[0].key":"secretkey"}
          {"details[0].value":"a","details[0].key":"colour"}    | {"details[0].value":"a","details[0].key":"colour"}
          {"param[0].name":"snmpcommunity","param[0].value":"a"}| {"param[0].name":"snmpcommunity","param[0].value":"****"}
          [{"key":"token","value":"a"},{"key":"b","value":"c"}] | [{"key":"token","value":"****"},{"key":"b","value":"c"}]
          [{"value":"a"},{"key":"token"}]                       | [{"value":"a"},{"key":"token"}]
          {"value":"a","x":{"y":[{}]},"key":"token"}            | {"value":"****","x":{"y":[{}]},"key":"token"}
          {"name":"ldap.bind.password","value":"a"}             | {"name":"ldap.bind.password","value":"****"}
          """)
  void theValueOfAPairIsMaskedWhereItsKeyNamesASecret(String body, String expected) {
    assertThat(redact(body)).isEqualTo(expected);
  }

  @Test
  void aPairInsideAValueThatIsMaskedAsAWholeNeedsNoMaskOfItsOwn() {
    assertThat(redact("{\"key\":\"token\",\"value\":{\"key\":\"token\",\"value\":\"a\"}}"))
        .isEqualTo("{\"key\":\"token\",\"value\":\"****\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void jsonInsideStringsIsMaskedAndStaysValidAtEveryLevelOfEscapes(int levels) {
    String body = "{\"a\":\"b\",\"password\":\"s3cr3t\",\"token\":[1,\"s3cr3t\"],\"c\":\"\u00e9\"}";
    String expected = "{\"a\":\"b\",\"password\":\"****\",\"token\":\"****\",\"c\":\"\u00e9\"}";
    for (int i = 0; i < levels; i++) {
      body = "{\"jobResult\":" + Json.quoted(body) + ",\"id\":\"1\"}";
      expected = "{\"jobResult\":" + Json.quoted(expected) + ",\"id\":\"1\"}";
    }
    assertThat(redact(body)).isEqualTo(expected);
  }

  @Test
  void jsonInsideStringsIsMaskedWhereItsQuotesAreEscapedAsGsonEscapesHtml() {
    assertThat(redact("{\"a\":\"{\\u0022token\\u0022:\\u0022x\\u0022,\\u0022password\\u0022:1}\"}"))
        .isEqualTo(
            "{\"a\":\"{\\u0022token\\u0022:\\u0022****\\u0022,"
                + "\\u0022password\\u0022:\\u0022****\\u0022}\"}");
  }

  @Test
  void whatLiesDeeperThanStringsAreFollowedIsMaskedUnseen() {
    String body = "{\"password\":\"s3cr3t\"}";
    for (int i = 0; i < TextLevel.MAX_LEVELS + 2; i++) {
      body = "{\"a\":" + Json.quoted(body) + "}";
    }
    String redacted = redact(body);
    assertThat(redacted).doesNotContain("s3cr3t").startsWith("{\"a\":\"{").endsWith("}\"}");
    assertThat(Json.isValid(redacted)).isTrue();
  }

  @Test
  void whatLiesDeeperThanBracketsAreFollowedIsMaskedUnseen() {
    int depth = Brackets.MAX_DEPTH;
    String open = "[".repeat(depth);
    String close = "]".repeat(depth);
    assertThat(redact("{\"token\":1,\"a\":" + open + "[[\"x\"]]" + close + ",\"b\":2}"))
        .isEqualTo(
            "{\"token\":\"****\",\"a\":"
                + open.substring(1)
                + "\"****\""
                + close.substring(1)
                + ",\"b\":2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"\\u0073essionkey\":\"s3cr3t\"}",
        "{\"sessionke\\u0079\":\"s3cr3t\"}",
        "{\"\\u0053ESSIONKEY\":\"s3cr3t\"}",
        "{\"details\\u005b0\\u005d\\u002esession\\u006bey\":\"s3cr3t\"}",
        "{\"a\":\"{\\\"\\\\u0073essionkey\\\":\\\"s3cr3t\\\"}\"}",
        "{\"a\":\"{\\\"\\u005cu0073essionkey\\\":\\\"s3cr3t\\\"}\"}"
      })
  void anEscapedNameIsSeenThrough(String body) {
    assertThat(redact(body)).isEqualTo(body.replace("s3cr3t", "****"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"u":"http://h/api?command=x&sessionkey=abc&a=b"}   | {"u":"http://h/api?command=x&sessionkey=****&a=b"}
          {"u":"apikey=abc&signature=d%2Be%3D","b":"c"}       | {"u":"apikey=****&signature=****","b":"c"}
          {"u":"?a\\u003db\\u0026apiKey\\u003dx\\u0026c=d"}   | {"u":"?a\\u003db\\u0026apiKey\\u003d****\\u0026c=d"}
          {"u":"a&passwordenabled=true&xtoken=1&tokens=2"}    | {"u":"a&passwordenabled=true&xtoken=1&tokens=2"}
          {"u":"{\\"v\\":\\"cifs://h/s?password=p\\"}"}       | {"u":"{\\"v\\":\\"cifs://h/s?password=****\\"}"}
          command=login&password=abc                          | command=login&password=****
          """)
  void theParametersOfAQueryStringAreMasked(String body, String expected) {
    assertThat(redact(body)).isEqualTo(expected);
  }

  @Test
  void aSecretOfAFormerReleaseIsMaskedInItsDoublyEncodedJob() {
    assertThat(
            redact(
                "{\"cmdInfo\":\"{\\\"sessionkey\\\":\\\"abc\\\",\\\"id\\\":\\\"1\\\"}\","
                    + "\"jobResult\":\"X/null/{\\\"password\\\":\\\"p\\\",\\\"id\\\":1}\"}"))
        .isEqualTo(
            "{\"cmdInfo\":\"{\\\"sessionkey\\\":\\\"****\\\",\\\"id\\\":\\\"1\\\"}\","
                + "\"jobResult\":\"X/null/{\\\"password\\\":\\\"****\\\",\\\"id\\\":1}\"}");
  }

  @Test
  void everyMaskedValueIsCounted() throws Exception {
    byte[] body = "{\"token\":\"a\",\"x\":\"y\",\"password\":{\"token\":1}}".getBytes(UTF_8);
    assertThat(redactor.redact(body).masked()).isEqualTo(2);
  }

  @Test
  void theGivenArrayIsNeverWrittenTo() throws Exception {
    byte[] body = "{\"token\":\"abc\"}".getBytes(UTF_8);
    redactor.redact(body);
    assertThat(new String(body, UTF_8)).isEqualTo("{\"token\":\"abc\"}");
  }

  @Test
  void onlyTheConfiguredKeysAreMaskedAndNothingWhenSwitchedOff() throws Exception {
    byte[] body = "{\"token\":\"a\",\"IBAN\":\"b\",\"k\":\"c\"}".getBytes(UTF_8);
    Redactor own = new Redactor(new RedactionOptions(true, Set.of("iban", "K")));
    assertThat(new String(own.redact(body).body(), UTF_8))
        .isEqualTo("{\"token\":\"a\",\"IBAN\":\"****\",\"k\":\"****\"}");
    Redactor off = new Redactor(new RedactionOptions(false, Set.of("token")));
    assertThat(off.redact(body).body()).isSameAs(body);
    Redactor none = new Redactor(new RedactionOptions(true, Set.of()));
    assertThat(none.redact(body).body()).isSameAs(body);
  }

  private void unchanged(String body) {
    assertThat(redact(body)).isEqualTo(body);
  }

  private String redact(String body) {
    try {
      return new String(redactor.redact(body.getBytes(UTF_8)).body(), UTF_8);
    } catch (RedactionException e) {
      throw new AssertionError(e);
    }
  }
}
