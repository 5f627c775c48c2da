package io.acsexport.core.redaction;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which values are secret.
 *
 * @param enabled whether anything is masked at all
 * @param keys whole names of keys, in lower case; case does not matter in the events
 */
public record RedactionOptions(boolean enabled, Set<String> keys) {

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /**
   * The names under which ACS 4.11 to 4.22 pass secrets in API parameters, API answers and details.
   * Names that only look like one, such as {@code passwordenabled}, {@code publickey}, {@code
   * keypair} and {@code userdataid}, are left alone.
   */
  public static final Set<String> DEFAULT_KEYS =
      Set.of(
          // Logins: users, instances, hosts, hypervisors, VPN users, out-of-band management.
          "password",
          "currentpassword",
          "oldpassword",
          "newpassword",
          "passwd",
          "passphrase",
          "secretcode",
          "codefor2fa",
          // Passwords of systems that ACS logs in to; the last four stand in storage URLs.
          "bindpass",
          "truststorepass",
          "vncpassword",
          "vsmpassword",
          "linminpassword",
          "pingcifspassword",
          "dockerregistrypassword",
          "apipassword",
          "api_password",
          "snmpcommunity",
          "clusteradminpassword",
          "sp_auth_token",
          // The API itself, SAML and OAuth providers, webhooks, object stores.
          "sessionkey",
          "signature",
          "apikey",
          "userapikey",
          "secretkey",
          "usersecretkey",
          "accesskey",
          "secret",
          "clientsecret",
          "token",
          "zonetoken",
          "accesstoken",
          "authtoken",
          "refreshtoken",
          // Keys of certificates, VPNs and iSCSI.
          "privatekey",
          "ipsecpsk",
          "presharedkey",
          "chapinitiatorusername",
          "chapinitiatorsecret",
          "chaptargetusername",
          "chaptargetsecret",
          "chapusername",
          "chappassword",
          "chapsecret",
          // Scripts and their parameters, which hold what an instance shall log in with.
          "userdata",
          "userdatadetails");

  /** Lower-cases the keys and refuses those that could never match. */
  public RedactionOptions {
    Set<String> folded = new TreeSet<>();
    for (String key : keys) {
      String problem = problem(key);
      if (problem != null) {
        throw new IllegalArgumentException(problem);
      }
      folded.add(key.toLowerCase(Locale.ROOT));
    }
    keys = Set.copyOf(folded);
  }

  /** What applies where the operator wrote nothing. */
  public static RedactionOptions defaults() {
    return new RedactionOptions(true, DEFAULT_KEYS);
  }

  /** Why a key cannot be used; null where it can. */
  public static @Nullable String problem(String key) {
    return KEY.matcher(key).matches()
        ? null
        : "'"
            + key
            + "' is no key to mask: write the last part of the name, 1 to 64 letters, digits, '_'"
            + " or '-'";
  }
}
