#!/usr/bin/env bash
# Starts a throw-away Samba AD domain controller with the Exchange schema, on a loopback address only, and prints
# what a client needs as NAME=value lines. Everything else goes to stderr. The passwords stand here on purpose:
# nothing but invented recipients is ever in it.
#
#   --dir DIR    work directory (default: exready-directory in the temporary folder); keeps the provisioned domain
#   --ip ADDR    loopback address (default 127.0.0.66; the ports cannot be chosen)
#   --count N    recipients (default 300)
#   --members N  members of the big group (default 250)
#   --as-is      start the domain that stands in DIR as it was left, whatever it was made from: a large one takes
#                minutes to fill, and is kept with stop-ad.sh --keep
#
# Needs root (ports below 1024) and Debian's samba, samba-ad-provision, samba-dsdb-modules, samba-vfs-modules,
# winbind, python3-samba, ldb-tools, ldap-utils and openssl; .ci/run installs them.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=${TMPDIR:-/tmp}/exready-directory
ip=127.0.0.66 count=300 members=250 as_is=
realm=CONTOSO.TEST domain=CONTOSO base=DC=contoso,DC=test host=dc1
password='Test-Only-Passw0rd!'
reader_password='Test-Only-Reader1!'

while [ $# -gt 0 ]; do
  case $1 in
    --dir) dir=$2; shift 2 ;;
    --ip) ip=$2; shift 2 ;;
    --count) count=$2; shift 2 ;;
    --members) members=$2; shift 2 ;;
    --as-is) as_is=1; shift ;;
    *) echo "unknown option: $1" >&2; exit 2 ;;
  esac
done

say() { echo "start-ad: $*" >&2; }
die() { say "$*"; exit 1; }
[ "$(id -u)" = 0 ] || die "needs root"
case $ip in 127.*) ;; *) die "--ip must be a loopback address" ;; esac
for program in samba samba-tool ldbmodify ldapsearch openssl; do
  command -v $program >/dev/null || die "$program is missing; .ci/run installs it"
done

certificates() {  # an authority of its own and a server certificate with the right names
  local tls=$1
  mkdir -p "$tls"
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=Test only CA" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout "$tls/ca.key" -out "$tls/ca.pem" 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$host.${realm,,}" \
    -keyout "$tls/key.pem" -out "$tls/dc.csr" 2>/dev/null
  openssl x509 -req -in "$tls/dc.csr" -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -CAcreateserial -days 30 \
    -extfile <(printf 'subjectAltName=DNS:%s.%s,DNS:localhost,IP:%s\nextendedKeyUsage=serverAuth\n' \
                 "$host" "${realm,,}" "$ip") -out "$tls/cert.pem" 2>/dev/null
  chmod 600 "$tls"/*.key "$tls/key.pem"
}

provision() {  # into $1
  local d=$1 file
  say "provisioning $realm"
  # The highest level this Samba knows; an export looks the same at every level.
  samba-tool domain provision --targetdir="$d" --realm="$realm" --domain="$domain" \
    --host-name="$host" --host-ip="$ip" --adminpass="$password" --server-role=dc \
    --dns-backend=NONE --function-level=2008_R2 --base-schema=2012_R2 --quiet \
    --option="interfaces=$ip/8" --option="bind interfaces only=yes" >"$d.log" 2>&1 \
    || { tail -20 "$d.log" >&2; die "provision failed"; }
  say "adding the Exchange schema"
  python3 "$here/make_schema_ldif.py" --base-dn "$base" --out "$d/ldif" >&2
  for file in "$d"/ldif/*.ldif; do
    ldbmodify -H "$d/private/sam.ldb" --option="dsdb:schema update allowed=yes" "$file" \
      >>"$d.log" 2>&1 || { tail -5 "$d.log" >&2; die "schema file $(basename "$file") failed"; }
  done
  # The names that a Kerberos ticket is asked for; the service that adds them elsewhere does not run here.
  ldbmodify -H "$d/private/sam.ldb" >>"$d.log" 2>&1 <<LDIF || die "could not add the service names"
dn: CN=${host^^},OU=Domain Controllers,$base
changetype: modify
add: servicePrincipalName
servicePrincipalName: ldap/$host.${realm,,}
servicePrincipalName: ldap/${host^^}
servicePrincipalName: ldap/$host.${realm,,}/${realm,,}
LDIF
  # An ordinary account to read with, as an export would use.
  samba-tool user create reader "$reader_password" -H "$d/private/sam.ldb" >>"$d.log" 2>&1 \
    || die "could not create the reader account"
  say "creating $count recipients"
  # Samba's Python modules belong to the system's Python.
  /usr/bin/python3 "$here/load_users.py" --count "$count" --members "$members" \
    --base-dn "$base" --sam "$d/private/sam.ldb" >&2
}

configure() {  # the smb.conf that the daemon runs with
  local d=$1
  mkdir -p "$d/etc" "$d/log" "$d/run" "$d/ncalrpc" "$d/cache"
  cat >"$d/etc/smb.conf" <<CONF
[global]
	realm = $realm
	workgroup = $domain
	netbios name = ${host^^}
	server role = active directory domain controller
	server services = ldap, cldap, kdc
	interfaces = $ip/8
	bind interfaces only = yes
	private dir = $d/private
	lock directory = $d
	state directory = $d/state
	cache directory = $d/cache
	binddns dir = $d/bind-dns
	ncalrpc dir = $d/ncalrpc
	pid directory = $d/run
	log file = $d/log/samba.log
	logging = file
	tls keyfile = $d/tls/key.pem
	tls certfile = $d/tls/cert.pem
	tls cafile = $d/tls/ca.pem
	ldap server require strong auth = allow_sasl_over_tls
[sysvol]
	path = $d/state/sysvol
	read only = no
CONF
  # Without a name server: the controller is named, and an address is never turned into a name.
  cat >"$d/krb5.conf" <<CONF
[libdefaults]
	default_realm = $realm
	dns_lookup_realm = false
	dns_lookup_kdc = false
	dns_canonicalize_hostname = false
	rdns = false
[realms]
	$realm = {
		kdc = $ip
	}
CONF
}

# The data are thrown away: do not wait for the disk.
export TDB_NO_FSYNC=1

started=$(date +%s.%N)
key=$( { cat "$here"/exchange_schema.csv "$here"/exchange_classes.csv "$here"/make_schema_ldif.py \
             "$here"/load_users.py "$here"/invented_*.py "${BASH_SOURCE[0]}"
         echo "$dir $ip $count $members"; samba --version; } | sha256sum | cut -c1-16)
cache=$dir/provision-$key
dc=$dir/dc
mkdir -p "$dir"
chmod 700 "$dir"
[ -e "$dc/samba.pid" ] && "$here/stop-ad.sh" --dir "$dir" --keep
if [ -n "$as_is" ]; then
  [ -e "$dc/private/sam.ldb" ] || die "no domain stands in $dir"
  configure "$dc"
elif [ ! -d "$cache" ]; then
  rm -rf "$dc"
  # Samba stores absolute paths, so it is provisioned in its place and a copy is kept.
  rm -rf "$dir"/provision-*
  mkdir "$dc"
  provision "$dc"
  configure "$dc"
  cp -a --sparse=always "$dc" "$cache.new"
  mv "$cache.new" "$cache"
else
  rm -rf "$dc"
  cp -a --sparse=always "$cache" "$dc"
fi
certificates "$dc/tls"  # every time: they last 30 days, the kept copy may be older

if ss -Hltn "src $ip:389 or src 0.0.0.0:389" 2>/dev/null | grep -q .; then
  die "something else listens on $ip:389; choose another --ip"
fi
setsid samba -i -M single -s "$dc/etc/smb.conf" >"$dc/log/stdout" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$dc/samba.pid"
for _ in $(seq 300); do
  kill -0 "$pid" 2>/dev/null || { tail -20 "$dc/log/"* >&2; die "samba ended at once"; }
  if LDAPTLS_CACERT=$dc/tls/ca.pem ldapsearch -x -LLL -o nettimeout=2 -H "ldaps://$ip" \
       -s base -b '' defaultNamingContext 2>/dev/null | grep -q "$base"; then
    ready=1; break
  fi
  sleep 0.1
done
[ -n "${ready:-}" ] || die "samba did not answer within 30 s, see $dc/log"
say "ready after $(awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }') s"

cat <<OUT
address=$ip
host=$host.${realm,,}
base_dn=$base
reader_dn=CN=reader,CN=Users,$base
reader_password=$reader_password
ca_file=$dc/tls/ca.pem
krb5_config=$dc/krb5.conf
OUT
