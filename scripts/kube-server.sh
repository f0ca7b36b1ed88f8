#!/usr/bin/env bash
# A Kubernetes API server and what belongs to it, for tests and for the demo: each becomes PROGRAM. KEYS is a folder
# with ca.crt, serve.crt, serve.key, proxy.crt, proxy.key, accounts.crt, accounts.key and tokens.csv; BIND is where
# to listen.
#
#   kube-server.sh etcd PROGRAM FOLDER CLIENT-URL PEER-URL
#   kube-server.sh api PROGRAM KEYS ETCD-URL BIND PORT ADDRESS
#   kube-server.sh crds PROGRAM KEYS ETCD-URL BIND PORT KUBECONFIG
set -euo pipefail

etcd() {
  exec "$1" --data-dir="$2" --unsafe-no-fsync \
    --listen-client-urls="$3" --advertise-client-urls="$3" \
    --listen-peer-urls="$4" --initial-advertise-peer-urls="$4" --initial-cluster=default="$4"
}

# Nobody makes default ServiceAccounts here, which the admission plugin would wait for.
api() {
  exec "$1" --etcd-servers="$3" --bind-address="$4" --secure-port="$5" --advertise-address="$6" \
    --tls-cert-file="$2/serve.crt" --tls-private-key-file="$2/serve.key" \
    --client-ca-file="$2/ca.crt" --token-auth-file="$2/tokens.csv" --authorization-mode=RBAC \
    --service-account-issuer=https://kubernetes.default.svc \
    --service-account-key-file="$2/accounts.crt" --service-account-signing-key-file="$2/accounts.key" \
    --service-cluster-ip-range=10.96.0.0/16 --endpoint-reconciler-type=none \
    --disable-admission-plugins=ServiceAccount \
    --requestheader-client-ca-file="$2/ca.crt" --requestheader-allowed-names=proxy \
    --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
    --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --proxy-client-cert-file="$2/proxy.crt" --proxy-client-key-file="$2/proxy.key"
}

# The API server before it does not know the resources that priority and fairness and those plugins need.
crds() {
  exec "$1" --etcd-servers="$3" --etcd-prefix=/registry-crd --bind-address="$4" --secure-port="$5" \
    --tls-cert-file="$2/serve.crt" --tls-private-key-file="$2/serve.key" \
    --kubeconfig="$6" --authentication-kubeconfig="$6" --authorization-kubeconfig="$6" \
    --authorization-webhook-cache-authorized-ttl=1s --authorization-webhook-cache-unauthorized-ttl=1s \
    --enable-priority-and-fairness=false \
    --disable-admission-plugins=ValidatingAdmissionPolicy,MutatingAdmissionPolicy
}

"$@"
